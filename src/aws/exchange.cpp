#include "aws/exchange.h"

#include <exception>
#include <utility>

#include "aws/ecr_public/messages.h"
#include "aws/request_notes.h"
#include "base/out_of_room.h"
#include "http/host.h"
#include "json/reader.h"

namespace berth::aws {
namespace {

constexpr std::string_view kSigningName = "ecr-public";  // from the service model

const OperationEntry* operation_of(const http::RequestHead& head) {
  const bool is_call = head.method == http::Method::post && http::is_root(head.path) &&
                       head.field_count("x-amz-target") == 1;
  return is_call ? find_operation(head.field("x-amz-target")) : nullptr;
}

// Every operation declares this error, and SDKs retry it.
ServiceError no_room() {
  return {exceptions::server, std::string(plane::kNoRoom)};
}

// The body must be an object. An empty body counts as one, and a leading byte order mark is
// skipped: "may ignore the presence of a byte order mark rather than treating it as an error" (RFC
// 8259 section 8.1).
std::expected<json::Document, ServiceError> read_body(std::string_view body) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  auto document = json::parse(body.empty() ? "{}" : body);
  if (!document) {
    return std::unexpected(
        ServiceError{exceptions::serialization, messages::not_json(document.error().reason)});
  }
  if (!document->root().if_object()) {
    return std::unexpected(
        ServiceError{exceptions::serialization, std::string(messages::kNotAnObject)});
  }
  return *std::move(document);
}

}  // namespace

Exchange::Exchange(Shared& shared, const http::RequestHead& head)
    : http::Exchange(head),
      shared_(shared),
      operation_(operation_of(head)),
      signature_(head, kSigningName) {
  edit_notes().row.api = http::Api::ecr_public;
}

void Exchange::note_operation() {
  edit_notes().operation = operation_->name;
  edit_notes().row.row = row_of(*operation_);
}

bool Exchange::is_short(std::optional<std::uint64_t> body_bytes) const {
  return operation_ != nullptr && operation_->answer == AnswerKind::of_store &&
         body_bytes.value_or(kMaxRequestBytes) <= kMaxBriefRequestBytes;
}

// An endpoint URL with a path is a mistake that its user can fix.
http::Response Exchange::no_operation() const {
  if (http::is_root(head().path)) {
    return to_response({exceptions::unknown_operation, std::string(messages::kUnknownOperation)});
  }
  http::Response response =
      to_response({exceptions::unknown_operation, std::string(messages::kEndpointHasPath)});
  response.status = 404;
  return response;
}

plane::Origin Exchange::origin() const {
  return plane::origin_of(head(), shared_.config.public_host);
}

const std::string& Exchange::key(std::string_view body) {
  if (!key_.empty()) return key_;
  const plane::Origin reached = origin();
  // The body comes last, and nothing before it can hold a line feed.
  for (const std::string_view part :
       {operation_->name, std::string_view(caller_->registry.text()),
        std::string_view(caller_->user_name), std::string_view(caller_->user_id.text()),
        reached.scheme, reached.host}) {
    key_.append(part).append(1, '\n');
  }
  return key_.append(body);
}

// When accounts have changed, the caller may be someone else than before.
void Exchange::set_caller(std::shared_ptr<const Principal> caller) {
  if (caller != caller_) key_.clear();
  caller_ = std::move(caller);
}

http::BodyPlan Exchange::plan() {
  const bool is_small = head().content_length.value_or(0) <= kMaxStrangersRequestBytes &&
                        head().field("Transfer-Encoding").empty();
  if (is_small) return http::WholeBody{kMaxStrangersRequestBytes};
  return http::StreamedBody{};
}

std::optional<http::Response> Exchange::answer_now(std::string_view body) {
  return recall(body, Patience::cannot_wait);
}

std::optional<http::Response> Exchange::recall(std::string_view body, Patience patience) {
  if (!is_short(body.size())) return std::nullopt;
  auto caller = shared_.services.authenticator.recall_signer(signature_, body, patience);
  set_caller(std::move(caller));
  if (caller_ == nullptr) return std::nullopt;
  const auto known = shared_.answers.find(key(body), patience);
  if (known == nullptr) return std::nullopt;
  note_operation();
  edit_notes().resource = known->facts;
  auth::note_caller(edit_notes(), *caller_);
  shared_.counts.hits.add();
  return known->response;
}

http::Effort Exchange::effort() {
  const bool is_brief =
      is_short(head().content_length) && shared_.services.metadata.read_cost() == ReadCost::brief;
  return is_brief ? operation_->effort : http::Effort::may_wait;
}

http::Response Exchange::answer(std::string_view body) {
  if (operation_ == nullptr) return no_operation();
  if (shared_.services.metadata.read_cost() == ReadCost::may_wait) {
    if (auto known = recall(body, Patience::can_wait)) return *std::move(known);
  }
  auto answered = run(body);
  return answered ? *std::move(answered) : to_response(answered.error());
}

std::expected<http::Response, ServiceError> Exchange::run(std::string_view body) {
  note_operation();
  const plane::Services& services = shared_.services;
  const bool is_of_store = operation_->answer == AnswerKind::of_store;
  const auto reader = services.metadata.reader();
  auto caller = services.authenticator.verify_signature(*reader, signature_, body);
  if (!caller) {
    services.authenticator.count(caller.error());
    services.authenticator.note_claim(edit_notes(), head().field("Authorization"));
    return std::unexpected(Refusal(caller.error()).error);
  }
  set_caller(*std::move(caller));
  auth::note_caller(edit_notes(), *caller_);
  if (is_of_store && is_short(body.size())) shared_.counts.misses.add();
  const auto document = read_body(body);
  if (!document) return failure_of(document);
  const json::Object request = document->root().if_object().value();
  edit_notes().resource = resource_of(request);
  // Listings, which may be answered from memory, change no image.
  if (!is_of_store) edit_notes().images = images_of(request);
  if (operation_->growth == Growth::adds &&
      !plane::has_room(shared_.config.has_room, body.size())) {
    return std::unexpected(no_room());
  }
  // The other operations may write, which a caller that holds a state of the stores must not do.
  if (!is_of_store) reader->renew();
  LatestReads latest = services.latest();
  Reads& reads = is_of_store ? static_cast<Reads&>(*reader) : latest;
  const Context context{.services = services,
                        .reads = reads,
                        .next_tokens = shared_.next_tokens,
                        .operation = operation_->name,
                        .origin = origin(),
                        .notes = edit_notes(),
                        .caller = *caller_,
                        .circumstances = auth::circumstances_of(head()),
                        .head = head()};
  auto json = operation_->invoke(context, request);
  if (!json) return failure_of(json);
  http::Response response = to_response(*std::move(json));
  // Only short requests are answered from memory.
  if (is_short(body.size()) && !context.circumstances.decided) {
    shared_.answers.keep_and_share(reader->basis(), key(body), response, notes().resource);
  }
  return response;
}

// For large requests: the sender has to name an existing key before the body is received. The
// signature covers the body, so it can only be checked afterwards, and so is whether the key still
// exists.
std::variant<http::Response, std::unique_ptr<http::BodySink>> Exchange::open() {
  if (operation_ == nullptr) return no_operation();
  note_operation();
  const bool is_large = operation_->request_size == RequestSize::large;
  const std::uint64_t limit_bytes = is_large ? kMaxLargeRequestBytes : kMaxRequestBytes;
  if (head().content_length.value_or(0) > limit_bytes) return too_large(limit_bytes);
  const auth::Authenticator& authenticator = shared_.services.authenticator;
  authenticator.note_claim(edit_notes(), head().field("Authorization"));
  LatestReads reads = shared_.services.latest();
  if (auto known = authenticator.check_access_key(reads, signature_); !known) {
    authenticator.count(known.error());
    return to_response(Refusal(known.error()).error);
  }
  const auto& presented = signature_.presented();
  const std::string_view access_key_id = presented ? presented->access_key_id : "";
  return plane::gather_body(*this, limit_bytes, shared_.body_room, access_key_id);
}

http::Response Exchange::too_large(std::uint64_t limit_bytes) {
  return to_response(
      Refusal(Error{.code = ErrorCode::body_too_large, .facts = Limit{limit_bytes}}).error);
}

http::Response Exchange::refused(const http::Refusal& refusal) {
  return to_response(refusal);
}

http::Response Exchange::failed() {
  if (is_out_of_room(std::current_exception())) return to_response(no_room());
  return to_response({exceptions::server, std::string(messages::kServerIssue)});
}

}  // namespace berth::aws
