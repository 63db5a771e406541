#include "runner/case_test.h"

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace berth::cases {
namespace {

constexpr std::string_view kSigned = "<signed";
// The key that "<signed by nobody>" and "<bearer of nobody>" have is no one's.
constexpr std::string_view kNobody = "nobody";

bool is_update() {
  const char* value = std::getenv("BERTH_UPDATE_CASES");
  return value != nullptr && std::string_view(value) == "1";
}

std::string key_of(std::string_view user) {
  if (user == "admin") return std::string(kAccessKeyId);
  if (user == "other") return "AKIDOTHER";
  std::string key = "AKID";
  for (const char c : user) key += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return key;
}

// A request as HTTP has it: the lines of its head end in CRLF, and what is missing is added.
struct Written {
  std::string head;
  std::string body;
};

Written written(std::string_view request, std::string_view now) {
  const std::size_t blank = std::min(request.find("\n\n"), request.size());
  Written out;
  out.body = request.substr(std::min(blank + 2, request.size()));
  bool has_host = false;
  bool has_framing = false;
  bool has_date = false;
  bool is_signed = false;
  for (const std::string& line : lines_of(request.substr(0, blank))) {
    has_host |= line.starts_with("Host:");
    has_framing |= line.starts_with("Content-Length:") || line.starts_with("Transfer-Encoding:");
    has_date |= line.starts_with("X-Amz-Date:");
    is_signed |= line.contains(kSigned);
    out.head.append(line).append("\r\n");
  }
  if (!has_host) out.head += "Host: localhost:5000\r\n";
  if (is_signed && !has_date) out.head.append("X-Amz-Date: ").append(now).append("\r\n");
  if (!has_framing && !out.body.empty()) {
    out.head.append("Content-Length: ").append(std::to_string(out.body.size())).append("\r\n");
  }
  out.head += "\r\n";
  return out;
}

std::string fields_of(const http::Response& response) {
  std::string shown(response.fields.text());
  std::erase(shown, '\r');
  return shown;
}

// As the server adds it. It adds one to other answers too, which show their bodies here.
std::string length_for_head(const http::Response& response) {
  const std::uint64_t bytes = response.content_length.value_or(http::body_bytes(response));
  if (bytes == http::kLengthNotDetermined) return "";
  return "Content-Length: " + std::to_string(bytes) + "\n";
}

}  // namespace

CaseTest::CaseTest(std::filesystem::path file) : file_(std::move(file)) {
  define_logins();
}

void CaseTest::define_logins() {
  const auto bearer_of = [this](const auth::Caller& caller) {
    return "Bearer " + authenticator_.issue_bearer(caller).password;
  };
  placeholders_.define("bearer", bearer_of(accounts_.find_access_key(kAccessKeyId)->principal));
  placeholders_.define(
      "password",
      authenticator_.issue_login(accounts_.find_access_key(kAccessKeyId)->principal).password);
  placeholders_.define("bearer of other",
                       bearer_of(accounts_.find_access_key(key_of("other"))->principal));
  placeholders_.define("bearer of " + std::string(kNobody), bearer_of(std::nullopt));
}

void CaseTest::TestBody() {
  CaseFile file = parse_case(read_text(file_));
  std::string actual;
  for (Section& section : file.sections) {
    const testing::ScopedTrace trace(file_.c_str(), static_cast<int>(section.line), file.sentence);
    if (section.kind == "request") {
      actual = answer_to(placeholders_.expand(unfold(section.text)));
    } else if (section.kind == "answer") {
      compare(section, actual);
    } else {
      prepare(section);
    }
  }
  if (is_update()) write_text(file_, format_case(file));
}

void CaseTest::prepare(const Section& section) {
  const std::string text = placeholders_.expand(unfold(section.text));
  if (section.kind == "repository") {
    create_repository(section.argument);
  } else if (section.kind == "content") {
    placeholders_.define_content(section.argument, text);
  } else if (section.kind == "user") {
    add_user(section.argument, text);
  } else if (section.kind == "after") {
    advance(section.argument);
  } else if (section.kind == "server") {
    set_options(text);
  } else {
    FAIL() << "there is no section of the kind '" << section.kind << "'";
  }
}

void CaseTest::add_user(const std::string& name, std::string_view policy) {
  const Principal user{.registry = *RegistryId::parse("123456789012"),
                       .user_name = name,
                       .access_key_id = key_of(name)};
  const Timestamp now = clock_.now();
  ASSERT_TRUE(
      accounts_.create_user({.registry = user.registry, .name = name, .created_at = now}, {}));
  ASSERT_TRUE(accounts_.create_access_key(
      {.principal = user,
       .sealed_secret = keys_.seal_secret(user.access_key_id, kSecret, entropy_),
       .created_at = now},
      {}));
  ASSERT_TRUE(accounts_.put_user_policy(user.registry, name,
                                        {.name = "own", .document = std::string(policy)}, {}));
  placeholders_.define("bearer of " + name, "Bearer " + authenticator_.issue_bearer(user).password);
}

void CaseTest::advance(std::string_view time) {
  const std::size_t space = time.find(' ');
  ASSERT_TRUE(space != std::string_view::npos && time.substr(space + 1) == "minutes")
      << "write: after COUNT minutes";
  clock_.advance(std::chrono::minutes(std::stoi(std::string(time.substr(0, space)))));
}

void CaseTest::set_options(std::string_view options) {
  constexpr std::string_view kPublicHost = "public-host ";
  aws_.reset();
  oci_.reset();
  aws_config_ = {};
  oci_config_ = {};
  for (const std::string& line : lines_of(options)) {
    if (line == "create-on-push") {
      oci_config_.create_on_push = CreateOnPush::on;
    } else if (line == "sparse-images") {
      oci_config_.references = References::may_be_missing;
    } else if (line.starts_with(kPublicHost)) {
      aws_config_.public_host = oci_config_.public_host = line.substr(kPublicHost.size());
    } else {
      EXPECT_EQ(line, "") << "unknown option";
    }
  }
}

std::string CaseTest::answer_to(std::string_view request) {
  const Written bytes = written(request, format_basic_iso8601(clock_.now()));
  http::RequestHead head;
  if (http::parse_head(bytes.head, head).state != http::HeadState::complete) {
    ADD_FAILURE() << "the head of this request is not valid:\n" << bytes.head;
    return "";
  }
  std::string authorization;
  for (http::Field& field : head.fields) {
    if (!field.value.starts_with(kSigned)) continue;
    authorization = signed_by(head, bytes.body, field.value);
    field.value = authorization;
  }
  const http::Response response = send(head, bytes.body);
  std::string shown = std::to_string(response.status) + "\n" + fields_of(response);
  const std::string body = head.method == http::Method::head ? "" : body_of(response);
  if (head.method == http::Method::head) shown += length_for_head(response);
  if (!body.empty()) return shown.append("\n").append(body);
  shown.pop_back();
  return shown;
}

http::Response CaseTest::send(const http::RequestHead& head, std::string_view body) {
  if (!aws_) aws_.emplace(services_, keys_, room_, aws_config_);
  if (!oci_) oci_.emplace(services_, room_, oci_config_);
  const bool is_oci = head.path.starts_with("/v2") || head.path.starts_with("/token");
  http::Handler& plane = is_oci ? static_cast<http::Handler&>(*oci_) : *aws_;
  const auto exchange = plane.begin(head);
  const http::BodyPlan plan = exchange->plan();
  if (const auto* whole = std::get_if<http::WholeBody>(&plan)) {
    if (body.size() > whole->limit_bytes) return exchange->too_large(whole->limit_bytes);
    return answer_whole(*exchange, body);
  }
  auto opened = exchange->open();
  if (auto* refusal = std::get_if<http::Response>(&opened)) return std::move(*refusal);
  http::BodySink& sink = *std::get<std::unique_ptr<http::BodySink>>(opened);
  for (const std::string_view piece :
       {body.substr(0, body.size() / 2), body.substr(body.size() / 2)}) {
    if (piece.empty()) continue;
    if (auto early = sink.write(std::as_bytes(std::span(piece)))) return *std::move(early);
  }
  return sink.finish();
}

// `signer`: "<signed>", "<signed by NAME>", "<signed with a wrong secret>".
std::string CaseTest::signed_by(const http::RequestHead& head, std::string_view body,
                                std::string_view signer) const {
  constexpr std::string_view kBy = "<signed by ";
  constexpr std::array<std::string_view, 3> kSignedFields{"host", "x-amz-date", "x-amz-target"};
  const bool is_wrong = signer == "<signed with a wrong secret>";
  std::string user = "admin";
  if (signer.starts_with(kBy)) user = signer.substr(kBy.size(), signer.size() - kBy.size() - 1);
  const std::string_view date = head.field("x-amz-date");
  return auth::sign(
      head, body,
      {.scope = {.date = date.substr(0, 8), .region = "us-east-1", .service = "ecr-public"},
       .timestamp = date,
       .signed_headers = kSignedFields},
      key_of(user), is_wrong ? "wrong" : kSecret);
}

void CaseTest::compare(Section& section, const std::string& actual) {
  const std::vector<std::string> written = lines_of(unfold(section.text));
  std::vector<std::string> expected;
  std::vector<std::string> shown;
  std::vector<std::string> updated;
  std::vector<std::string> actual_lines = lines_of(actual);
  while (actual_lines.size() > 1 && actual_lines.back().empty()) {  // or it would not be seen
    actual_lines.pop_back();
    actual_lines.back() += '\n';
  }
  for (std::size_t i = 0; i < std::max(written.size(), actual_lines.size()); ++i) {
    const std::string line = i < written.size() ? placeholders_.expand(written[i]) : "";
    if (i < written.size()) expected.push_back(show_line(line));
    if (i >= actual_lines.size()) continue;
    const bool is_same = i < written.size() && placeholders_.match(line, actual_lines[i]);
    shown.push_back(show_line(is_same ? line : actual_lines[i]));
    updated.push_back(is_same ? written[i] : show_line(placeholders_.abbreviate(actual_lines[i])));
  }
  if (is_update()) {
    section.text = fold(join_lines(updated));
  } else {
    EXPECT_EQ(fold(join_lines(expected)), fold(join_lines(shown)));
  }
}

}  // namespace berth::cases
