// The OCI plane: OCI Distribution 1.1 below /v2/, and the token endpoint.
#pragma once

#include <expected>

#include "http/handler.h"
#include "oci/exchange.h"

namespace berth::oci {

// Any thread may call.
class Plane final : public http::Handler {
 public:
  Plane(MetadataStore& metadata, BlobStore& blobs, const auth::Authenticator& authenticator,
        const Clock& clock, Entropy& entropy, PlaneConfig config);

  [[nodiscard]] http::BodyPlan plan(const http::RequestHead& head) const override;
  http::Response handle(const http::RequestHead& head, std::string_view body) override;
  std::variant<http::Response, std::unique_ptr<http::BodySink>> open(
      const http::RequestHead& head) override;
  http::Response too_large(const http::RequestHead& head, std::uint64_t limit_bytes) override;
  http::Response failed(const http::RequestHead& head) noexcept override;

 private:
  // Who is calling, or the challenge that asks for it.
  std::expected<Exchange, http::Response> authenticate(const http::RequestHead& head, Route route);
  http::Response answer(const http::RequestHead& head, std::string_view body);
  http::Response challenge(const http::RequestHead& head, std::string_view message) const;
  // Every 401 carries a challenge, also one that an endpoint gave.
  http::Response with_challenge(const http::RequestHead& head, http::Response response) const;

  Services services_;
};

}  // namespace berth::oci
