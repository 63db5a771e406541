#include "app/front_door.h"

#include <exception>

#include "app/logged_target.h"
#include "http/host.h"
#include "http/refusal.h"
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

// To what is no plane's. Whatever else is sent to the root is the API's.
http::Response own_answer(const http::RequestHead& head) {
  const bool is_root = http::is_root(head.path);
  const bool is_health = head.path == "/healthz";
  const bool is_of_whole_server = head.path == "*";
  if (!is_root && !is_health && !is_of_whole_server) return http::text_response(404, "not found\n");
  if (is_reading(head)) return http::text_response(200, is_root ? kGreeting : "ok\n");
  if (is_health) return http::method_response(head, "GET, HEAD, OPTIONS");
  if (is_root) return http::method_response(head, "GET, HEAD, POST, OPTIONS");
  return http::method_response(head, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
}

// What the exception says that is being handled.
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
  // SDKs read nothing but JSON, wherever they were told that the API is.
  if (head.field_count("X-Amz-Target") != 0) return &planes_.aws;
  if (is_below(head.path, "/v2") || is_below(head.path, "/token")) return &planes_.oci;
  if (sts::is_call(head)) return &planes_.sts;
  const bool is_call = !is_reading(head) && head.method != http::Method::options;
  if (is_call && http::is_root(head.path)) return &planes_.aws;
  if (is_below(head.path, "/logo")) return &planes_.logos;
  return nullptr;
}

http::BodyPlan FrontDoor::plan(const http::RequestHead& head) const {
  if (const http::Handler* plane = plane_of(head)) return plane->plan(head);
  return http::plan_without_body(head);
}

std::optional<http::Response> FrontDoor::answer_now(const http::RequestHead& head,
                                                    std::string_view body) {
  http::Handler* plane = plane_of(head);
  return plane != nullptr ? plane->answer_now(head, body) : own_answer(head);
}

http::Effort FrontDoor::effort(const http::RequestHead& head) const {
  const http::Handler* plane = plane_of(head);
  return plane != nullptr ? plane->effort(head) : http::Effort::brief;
}

http::Response FrontDoor::handle(const http::RequestHead& head, std::string_view body) {
  http::Handler* plane = plane_of(head);
  return plane != nullptr ? plane->handle(head, body) : own_answer(head);
}

std::variant<http::Response, std::unique_ptr<http::BodySink>> FrontDoor::open(
    const http::RequestHead& head) {
  if (http::Handler* plane = plane_of(head)) return plane->open(head);
  return own_answer(head);
}

http::Response FrontDoor::too_large(const http::RequestHead& head, std::uint64_t limit_bytes) {
  if (http::Handler* plane = plane_of(head)) return plane->too_large(head, limit_bytes);
  return http::text_response(413, "too large\n");
}

http::Response FrontDoor::refused(const http::RequestHead& head, const http::Refusal& refusal) {
  if (http::Handler* plane = plane_of(head)) return plane->refused(head, refusal);
  return http::plain_refusal(refusal);
}

http::Response FrontDoor::failed(const http::RequestHead& head) {
  const std::string target = logged_target(head.target);
  log_.write(ops::LogLevel::error, "request_failed",
             {{"request_id", head.request_id},
              {"method", head.method_name},
              {"target", std::string_view(target)},
              {"error", current_error()}});
  if (http::Handler* plane = plane_of(head)) return plane->failed(head);
  return http::text_response(500, "internal error\n");
}

}  // namespace berth::app
