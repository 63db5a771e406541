#include "app/ops_pages.h"

#include <algorithm>

namespace berth::app {
namespace {

// What is asked for here needs no body; a small one is read and ignored.
constexpr std::uint64_t kMaxIgnoredBodyBytes = 1024;

http::Response text(unsigned status, std::string content) {
  http::Response response;
  response.status = status;
  response.fields.add("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(content);
  return response;
}

}  // namespace

std::vector<OpsPage> probe_pages(Readiness& readiness) {
  return {
      {.path = "/livez", .effort = http::Effort::brief, .answer = [] { return text(200, "ok\n"); }},
      {.path = "/readyz", .effort = http::Effort::may_wait, .answer = [&readiness] {
         const auto fault = readiness.find_fault();
         return fault ? text(503, *fault + '\n') : text(200, "ok\n");
       }}};
}

const OpsPage* OpsPages::find(std::string_view path) const {
  const auto page = std::ranges::find(pages_, path, &OpsPage::path);
  return page == pages_.end() ? nullptr : &*page;
}

http::BodyPlan OpsPages::plan(const http::RequestHead&) const {
  return http::WholeBody{kMaxIgnoredBodyBytes};
}

http::Effort OpsPages::effort(const http::RequestHead& head) const {
  const OpsPage* page = find(head.path);
  return page != nullptr ? page->effort : http::Effort::brief;
}

http::Response OpsPages::handle(const http::RequestHead& head, std::string_view) {
  const OpsPage* page = find(head.path);
  if (page == nullptr) return text(404, "not found\n");
  if (head.method == http::Method::get || head.method == http::Method::head) return page->answer();
  http::Response refusal = text(405, "method not allowed\n");
  refusal.fields.add("Allow", "GET, HEAD");
  return refusal;
}

std::variant<http::Response, std::unique_ptr<http::BodySink>> OpsPages::open(
    const http::RequestHead& head) {
  return handle(head, {});
}

http::Response OpsPages::too_large(const http::RequestHead&, std::uint64_t) {
  return text(413, "too large\n");
}

http::Response OpsPages::failed(const http::RequestHead&) {
  return text(500, "internal error\n");
}

}  // namespace berth::app
