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

  [[nodiscard]] std::unique_ptr<http::Exchange> begin(const http::RequestHead& head) override;
  void note_failure(const http::RequestHead& head) override;

 private:
  // Null: a path of the front door's own.
  [[nodiscard]] http::Handler* plane_of(const http::RequestHead& head) const;

  const Planes planes_;
  ops::Log& log_;
};

}  // namespace berth::app
