#include "app/front_door.h"

#include <exception>

#include "app/logged_target.h"
#include "sts/plane.h"

namespace berth::app {
namespace {

// What is answered here takes no body; a small one is read and ignored.
constexpr std::uint64_t kMaxIgnoredBodyBytes = 1024;

constexpr std::string_view kGreeting =
    "Berth, a container registry.\n"
    "Images: /v2/ (OCI Distribution). API: POST / (ecr-public, sts).\n";

bool is_below(std::string_view path, std::string_view root) {
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

http::Response text(unsigned status, std::string_view content) {
  http::Response response{
      .status = status, .fields = {}, .body = std::string(content), .content_length = {}};
  response.fields.add("Content-Type", "text/plain; charset=utf-8");
  return response;
}

// To what is no plane's.
http::Response own_answer(const http::RequestHead& head) {
  const bool reads = head.method == http::Method::get || head.method == http::Method::head;
  if (reads && head.path == "/healthz") return text(200, "ok\n");
  if (reads && head.path == "/") return text(200, kGreeting);
  return text(404, "not found\n");
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
  if (is_below(head.path, "/v2") || is_below(head.path, "/token")) return &planes_.oci;
  if (sts::is_call(head)) return &planes_.sts;
  if (head.path == "/" && head.method != http::Method::get && head.method != http::Method::head) {
    return &planes_.aws;
  }
  if (is_below(head.path, "/logo")) return &planes_.logos;
  return nullptr;
}

http::BodyPlan FrontDoor::plan(const http::RequestHead& head) const {
  if (const http::Handler* plane = plane_of(head)) return plane->plan(head);
  return http::WholeBody{kMaxIgnoredBodyBytes};
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
  return text(404, "not found\n");
}

http::Response FrontDoor::too_large(const http::RequestHead& head, std::uint64_t limit_bytes) {
  if (http::Handler* plane = plane_of(head)) return plane->too_large(head, limit_bytes);
  return text(413, "too large\n");
}

http::Response FrontDoor::failed(const http::RequestHead& head) {
  const std::string target = logged_target(head.target);
  log_.write(ops::LogLevel::error, "request_failed",
             {{"request_id", head.request_id},
              {"method", head.method_name},
              {"target", std::string_view(target)},
              {"error", current_error()}});
  if (http::Handler* plane = plane_of(head)) return plane->failed(head);
  return text(500, "internal error\n");
}

}  // namespace berth::app
