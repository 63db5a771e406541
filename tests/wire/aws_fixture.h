// Calls operations of the AWS plane with signed requests.
#pragma once

#include <array>
#include <boost/json/parse.hpp>
#include <functional>
#include <string>

#include "auth/signature_v4.h"
#include "aws/plane.h"
#include "registry_fixture.h"

namespace berth::aws {

struct Answer {
  unsigned status = 0;
  std::string body;

  [[nodiscard]] boost::json::value json() const { return boost::json::parse(body); }
  // "RepositoryNotFoundException"; empty if it is not an error.
  [[nodiscard]] std::string error() const {
    const boost::json::value value = json();
    const boost::json::value* type = value.as_object().if_contains("__type");
    return type != nullptr ? std::string(type->as_string()) : std::string();
  }
  [[nodiscard]] std::string message() const {
    return std::string(json().at("message").as_string());
  }
};

class AwsFixture : public RegistryFixture {
 protected:
  static http::RequestHead head_of(std::string_view target, std::string_view date = kNow) {
    http::RequestHead head;
    head.method = http::Method::post;
    head.method_name = "POST";
    head.target = "/";
    head.path = "/";
    head.fields = {{"Content-Type", "application/x-amz-json-1.1"},
                   {"Host", "localhost:5000"},
                   {"X-Amz-Date", date},
                   {"X-Amz-Target", target}};
    return head;
  }

  static std::string sign(const http::RequestHead& head, std::string_view body,
                          std::string_view key_id = kAccessKeyId,
                          std::string_view secret = kSecret) {
    constexpr std::array<std::string_view, 4> kSigned{"content-type", "host", "x-amz-date",
                                                      "x-amz-target"};
    const std::string_view date = head.field("x-amz-date");
    return auth::sign(
        head, body,
        {.scope = {.date = date.substr(0, 8), .region = "eu-west-1", .service = "ecr-public"},
         .timestamp = date,
         .signed_headers = kSigned},
        key_id, secret);
  }

  // `interrupt` runs in the middle of a body that is not taken whole.
  Answer send(const http::RequestHead& head, std::string_view body,
              const std::function<void()>& interrupt = {}) {
    const auto exchange = plane_.begin(head);
    if (std::holds_alternative<http::WholeBody>(exchange->plan())) {
      EXPECT_FALSE(interrupt) << "the body is too small";
      return read(answer_whole(*exchange, body));
    }
    auto opened = exchange->open();
    if (auto* refusal = std::get_if<http::Response>(&opened)) return read(*refusal);
    http::BodySink& sink = *std::get<std::unique_ptr<http::BodySink>>(opened);
    for (const std::string_view piece :
         {body.substr(0, body.size() / 2), body.substr(body.size() / 2)}) {
      if (auto early = sink.write(std::as_bytes(std::span(piece)))) return read(*early);
      if (interrupt && piece.data() == body.data()) interrupt();
    }
    return read(sink.finish());
  }
  static Answer read(const http::Response& response) {
    return {response.status, body_of(response)};
  }

  Answer call(std::string_view operation, std::string_view body,
              std::string_view access_key_id = kAccessKeyId,
              const std::function<void()>& interrupt = {}) {
    const std::string target = "SpencerFrontendService." + std::string(operation);
    const std::string date = format_basic_iso8601(clock_.now());
    http::RequestHead head = head_of(target, date);
    head.content_length = body.size();
    head.client_address = client_address_;
    head.scheme = scheme_;
    const std::string authorization = sign(head, body, access_key_id);
    head.fields.push_back({"Authorization", authorization});
    return send(head, body, interrupt);
  }

  const plane::Services services_{accounts_,   metadata_, blobs_, authenticator_,
                                  authorizer_, quotas_,   clock_, upload_ids_};
  const plane::BodyRoom room_{budget_, folder_.path()};
  Plane plane_{services_, keys_, room_, {.answer_folder = testing::TempDir()}};
};

inline std::string invalid(std::string_view member, std::string_view reason) {
  return R"({"__type":"InvalidParameterException","message":"Invalid parameter at ')" +
         std::string(member) + "' failed to satisfy constraint: '" + std::string(reason) + "'\"}";
}

}  // namespace berth::aws
