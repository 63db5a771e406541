// One port serves everything: sends each request to the plane that its path belongs to.
#pragma once

#include "http/handler.h"
#include "ops/log.h"

namespace berth::app {

// Requests with X-Amz-Target, and POST /: AWS, or STS for other forms. /v2 and /token: OCI. /logo:
// logos of repositories. GET /healthz: "ok" while the server serves. All other paths: the gallery,
// and so is GET / for a client that asks for a page. An exception that escapes a plane is logged
// here, with the id of its request.
class FrontDoor final : public http::Handler {
 public:
  struct Planes {
    http::Handler& aws;
    http::Handler& sts;
    http::Handler& oci;
    http::Handler& logos;
    http::Handler* gallery = nullptr;  // null: no pages
  };
  FrontDoor(const Planes& planes, ops::Log& log) : planes_(planes), log_(log) {}

  [[nodiscard]] std::unique_ptr<http::Exchange> begin(const http::RequestHead& head) override;
  void note_failure(const http::RequestHead& head) override;

 private:
  // Answers for paths that belong to no plane. Everything else sent to the root belongs to the API.
  [[nodiscard]] std::unique_ptr<http::Exchange> begin_page(const http::RequestHead& head) const;
  // Null: the path belongs to the front door itself, or to the gallery.
  [[nodiscard]] http::Handler* plane_of(const http::RequestHead& head) const;

  const Planes planes_;
  ops::Log& log_;
};

}  // namespace berth::app
