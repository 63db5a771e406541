#include "app/front_door.h"

#include <exception>

#include "app/logged_target.h"
#include "gallery/gallery.h"
#include "http/host.h"
#include "http/page.h"
#include "sts/plane.h"

namespace berth::app {
namespace {

constexpr std::string_view kGreeting =
    "Berth, a container registry.\n"
    "Images: /v2/ (OCI Distribution). API: POST / (ecr-public, sts).\n";

bool is_below(std::string_view path, std::string_view root) {
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

bool is_reading(const http::RequestHead& head) {
  return head.method == http::Method::get || head.method == http::Method::head;
}

// The message of the exception being handled.
std::string current_error() {
  try {
    throw;
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "not a std::exception";
  }
}

}  // namespace

http::Handler* FrontDoor::plane_of(const http::RequestHead& head) const {
  // SDKs can read only JSON, whatever path they were told for the API.
  if (head.field_count("X-Amz-Target") != 0) return &planes_.aws;
  if (is_below(head.path, "/v2") || is_below(head.path, "/token")) return &planes_.oci;
  if (sts::is_call(head)) return &planes_.sts;
  const bool is_call = !is_reading(head) && head.method != http::Method::options;
  if (is_call && http::is_root(head.path)) return &planes_.aws;
  if (is_below(head.path, "/logo")) return &planes_.logos;
  return nullptr;
}

std::unique_ptr<http::Exchange> FrontDoor::begin_page(const http::RequestHead& head) const {
  const bool is_root = http::is_root(head.path);
  if (is_root &&
      !(planes_.gallery != nullptr && is_reading(head) && gallery::asks_for_page(head))) {
    return std::make_unique<http::TextPage>(head, kGreeting, "GET, HEAD, POST, OPTIONS");
  }
  if (head.path == "/healthz") return std::make_unique<http::TextPage>(head, "ok\n");
  if (head.path == "*") {  // the server as a whole
    return std::make_unique<http::TextPage>(head, "ok\n",
                                            "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  }
  if (planes_.gallery != nullptr) return planes_.gallery->begin(head);
  return std::make_unique<http::NoPage>(head);
}

std::unique_ptr<http::Exchange> FrontDoor::begin(const http::RequestHead& head) {
  http::Handler* plane = plane_of(head);
  return plane != nullptr ? plane->begin(head) : begin_page(head);
}

void FrontDoor::note_failure(const http::RequestHead& head) {
  const std::string target = logged_target(head.target);
  log_.write(ops::LogLevel::error, "request_failed",
             {{"request_id", head.request_id},
              {"method", head.method_name},
              {"target", std::string_view(target)},
              {"error", current_error()}});
}

}  // namespace berth::app
