// Sends requests to the OCI plane as text, and returns answers as text, without sockets.
#pragma once

#include <fcntl.h>

#include <algorithm>
#include <map>
#include <string>

#include "base/encoding.h"
#include "http/request_parser.h"
#include "oci/endpoints/manifests.h"
#include "oci/plane.h"
#include "registry/values/manifest.h"
#include "registry_fixture.h"

namespace berth::oci {

struct WireAnswer {
  unsigned status = 0;
  std::string fields;  // "Name: value\r\n" ...
  std::string body;
  std::optional<std::uint64_t> content_length;

  // The value of the first field of that name; empty if it is missing.
  [[nodiscard]] std::string field(const std::string& name) const {
    const std::string all = "\r\n" + fields;
    const std::size_t start = all.find("\r\n" + name + ": ");
    if (start == std::string::npos) return "";
    const std::size_t value = start + name.size() + 4;
    return all.substr(value, all.find("\r\n", value) - value);
  }
  // "NAME_UNKNOWN"; empty if it is not an error.
  [[nodiscard]] std::string error() const {
    const std::string_view before = R"({"errors":[{"code":")";
    if (!body.starts_with(before)) return "";
    return body.substr(before.size(), body.find('"', before.size()) - before.size());
  }
};

class OciFixture : public RegistryFixture {
 protected:
  static constexpr std::string_view kHello = "hello";
  const std::string hello_digest_ = Digest::of(kHello).text();

  OciFixture() { create_repository("app"); }

  // `fields` end in CRLF each. The body comes in two pieces if the plane wants a stream.
  WireAnswer send(std::string_view method, std::string_view target, std::string_view fields = {},
                  std::string_view body = {}) {
    return send_to(plane_, method, target, fields, body);
  }
  WireAnswer send_to(Plane& plane, std::string_view method, std::string_view target,
                     std::string_view fields, std::string_view body) {
    const std::string text = request_text(method, target, fields, body);
    http::RequestHead head;
    EXPECT_EQ(http::parse_head(text, head).state, http::HeadState::complete) << text;
    head.client_address = client_address_;
    head.scheme = scheme_;
    const auto exchange = plane.begin(head);
    const http::BodyPlan body_plan = exchange->plan();
    if (const auto* whole = std::get_if<http::WholeBody>(&body_plan)) {
      if (body.size() > whole->limit_bytes) return read(exchange->too_large(whole->limit_bytes));
      return read(answer_whole(*exchange, body));
    }
    auto opened = exchange->open();
    if (auto* refusal = std::get_if<http::Response>(&opened)) return read(*refusal);
    http::BodySink& sink = *std::get<std::unique_ptr<http::BodySink>>(opened);
    for (const std::string_view piece :
         {body.substr(0, body.size() / 2), body.substr(body.size() / 2)}) {
      if (piece.empty()) continue;
      if (auto early = sink.write(std::as_bytes(std::span(piece)))) return read(*early);
    }
    return read(sink.finish());
  }

  // Sends a request, but only the first bytes of its body.
  void send_and_drop(std::string_view method, std::string_view target, std::string_view fields,
                     std::string_view body, std::size_t received) {
    const std::string text = request_text(method, target, fields, body);
    http::RequestHead head;
    http::parse_head(text, head);
    const auto exchange = plane_.begin(head);
    auto opened = exchange->open();
    auto& sink = std::get<std::unique_ptr<http::BodySink>>(opened);
    EXPECT_FALSE(sink->write(std::as_bytes(std::span(body.substr(0, received)))));
  }

  // The answer to a request, in the middle of whose body `interrupt` runs.
  template <typename Interrupt>
  WireAnswer send_interrupted(std::string_view method, const std::string& target,
                              const std::string& fields, const Interrupt& interrupt,
                              std::string_view body = kHello) {
    const std::string text = request_text(method, target, fields, body);
    http::RequestHead head;
    EXPECT_EQ(http::parse_head(text, head).state, http::HeadState::complete);
    head.client_address = client_address_;
    head.scheme = scheme_;
    const auto exchange = plane_.begin(head);
    auto opened = exchange->open();
    EXPECT_TRUE(std::holds_alternative<std::unique_ptr<http::BodySink>>(opened)) << target;
    http::BodySink& sink = *std::get<std::unique_ptr<http::BodySink>>(opened);
    EXPECT_FALSE(sink.write(std::as_bytes(std::span(body.substr(0, body.size() / 2)))));
    interrupt();
    EXPECT_FALSE(sink.write(std::as_bytes(std::span(body.substr(body.size() / 2)))));
    return read(sink.finish());
  }

  std::string bearer_of(const auth::Caller& caller) const {
    return "Authorization: Bearer " + authenticator_.issue_bearer(caller).password + "\r\n";
  }
  Principal principal(std::string_view access_key_id) {
    return accounts_.find_access_key(access_key_id)->principal;
  }

  // The Authorization header of a new user of acme that may do only that.
  std::string user_who_may(std::string_view action, std::string_view resource = "*") {
    const Principal user{.registry = *RegistryId::parse("123456789012"),
                         .user_name = "limited",
                         .access_key_id = "AKIDLIMITED"};
    const std::string policy =
        R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":")" +
        std::string(resource) + R"(","Action":")" + std::string(action) + R"("}})";
    const Timestamp now = clock_.now();
    EXPECT_TRUE(accounts_.create_user(
        {.registry = user.registry, .name = user.user_name, .created_at = now}, {}));
    EXPECT_TRUE(accounts_.create_access_key(
        {.principal = user, .sealed_secret = "", .created_at = now}, {}));
    EXPECT_TRUE(accounts_.put_user_policy(user.registry, user.user_name,
                                          {.name = "own", .document = policy}, {}));
    return bearer_of(user);
  }

  // Pushes "hello" into acme/app.
  void push_hello() {
    const WireAnswer pushed =
        send("POST", "/v2/acme/app/blobs/uploads/?digest=" + hello_digest_, owner_, kHello);
    EXPECT_EQ(pushed.status, 201U) << pushed.body;
  }
  // The path of a new upload session in acme/app.
  std::string start_upload() {
    const std::string location =
        send("POST", "/v2/acme/app/blobs/uploads/", owner_).field("Location");
    return location.substr(std::string_view("http://localhost:5000").size());
  }
  // An image manifest with "hello" as config and no layers.
  std::string manifest() const {
    return R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
           R"("config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":")" +
           hello_digest_ + R"(","size":5},"layers":[]})";
  }

  const plane::Services services_{accounts_,   metadata_, blobs_, authenticator_,
                                  authorizer_, quotas_,   clock_, upload_ids_};
  const plane::BodyRoom room_{budget_, folder_.path()};
  Plane plane_{services_, room_, {.answer_folder = testing::TempDir()}};
  Plane creating_plane_{services_, room_, {.create_on_push = CreateOnPush::on}};
  Plane sparse_plane_{services_, room_, {.references = References::may_be_missing}};

  const std::string owner_ = bearer_of(principal(kAccessKeyId));
  const std::string stranger_ = bearer_of(principal("AKIDOTHER"));
  const std::string anonymous_ = bearer_of(std::nullopt);

  static WireAnswer read(const http::Response& response) {
    return {.status = response.status,
            .fields = std::string(response.fields.text()),
            .body = body_of(response),
            .content_length = response.content_length};
  }

  static std::string request_text(std::string_view method, std::string_view target,
                                  std::string_view fields, std::string_view body) {
    std::string text(method);
    text.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost:5000\r\n").append(fields);
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return text + "\r\n";
  }
};

}  // namespace berth::oci
