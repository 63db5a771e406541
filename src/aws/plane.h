// The AWS plane: the ecr-public API in the AWS JSON 1.1 protocol. docs/protocol/ecr-public.md says
// what it answers.
#pragma once

#include <string>

#include "auth/authenticator.h"
#include "auth/key_ring.h"
#include "aws/next_token.h"
#include "aws/service_error.h"
#include "base/clock.h"
#include "http/handler.h"
#include "registry/metadata_store.h"

namespace berth::aws {

// 1 MiB: the largest request of the operations delivered is CreateRepository with a logo of 512,000
// bytes, 683 KB in base64. The body is held before the caller is known (its hash is signed), so
// this is also what a stranger can make the server hold per connection.
inline constexpr std::uint64_t kMaxRequestBytes = std::uint64_t{1024} * 1024;

struct PlaneConfig {
  // What repository URIs begin with, "registry.example.org". Empty: the Host of the request.
  std::string public_host;
};

// Any thread may call.
class Plane final : public http::Handler {
 public:
  Plane(MetadataStore& metadata, const auth::Authenticator& authenticator,
        const auth::KeyRing& keys, const Clock& clock, PlaneConfig config);

  [[nodiscard]] http::BodyPlan plan(const http::RequestHead& head) const override;
  http::Response handle(const http::RequestHead& head, std::string_view body) override;
  std::variant<http::Response, std::unique_ptr<http::BodySink>> open(
      const http::RequestHead& head) override;
  http::Response too_large(const http::RequestHead& head, std::uint64_t limit_bytes) override;
  http::Response failed(const http::RequestHead& head) noexcept override;

 private:
  [[nodiscard]] std::expected<std::string, ServiceError> answer(const http::RequestHead& head,
                                                                std::string_view body) const;

  MetadataStore& metadata_;
  const auth::Authenticator& authenticator_;
  const Clock& clock_;
  NextTokens next_tokens_;
  PlaneConfig config_;
};

}  // namespace berth::aws
