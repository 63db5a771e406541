// One port serves everything: sends each request to the plane whose path it has.
#pragma once

#include "http/handler.h"
#include "ops/log.h"

namespace berth::app {

// What has X-Amz-Target, and POST /: AWS, and STS for other forms. /v2 and /token: OCI. /logo:
// logos of repositories. GET /healthz: "ok" for as long as the server serves. What escapes a plane
// as an exception is logged here, with the id of its request.
class FrontDoor final : public http::Handler {
 public:
  struct Planes {
    http::Handler& aws;
    http::Handler& sts;
    http::Handler& oci;
    http::Handler& logos;
  };
  FrontDoor(const Planes& planes, ops::Log& log) : planes_(planes), log_(log) {}

  [[nodiscard]] http::BodyPlan plan(const http::RequestHead& head) const override;
  std::optional<http::Response> answer_now(const http::RequestHead& head,
                                           std::string_view body) override;
  [[nodiscard]] http::Effort effort(const http::RequestHead& head) const override;
  http::Response handle(const http::RequestHead& head, std::string_view body) override;
  std::variant<http::Response, std::unique_ptr<http::BodySink>> open(
      const http::RequestHead& head) override;
  http::Response too_large(const http::RequestHead& head, std::uint64_t limit_bytes) override;
  http::Response refused(const http::RequestHead& head, const http::Refusal& refusal) override;
  http::Response failed(const http::RequestHead& head) override;

 private:
  // Null: a path of the front door's own.
  [[nodiscard]] http::Handler* plane_of(const http::RequestHead& head) const;

  const Planes planes_;
  ops::Log& log_;
};

}  // namespace berth::app
