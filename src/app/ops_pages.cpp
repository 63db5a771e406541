#include "app/ops_pages.h"

#include <algorithm>

#include "http/refusal.h"

namespace berth::app {
std::vector<OpsPage> probe_pages(Readiness& readiness) {
  return {{.path = "/livez",
           .effort = http::Effort::brief,
           .answer = [] { return http::text_response(200, "ok\n"); }},
          {.path = "/readyz", .effort = http::Effort::may_wait, .answer = [&readiness] {
             const auto fault = readiness.find_fault();
             return fault ? http::text_response(503, *fault + '\n')
                          : http::text_response(200, "ok\n");
           }}};
}

const OpsPage* OpsPages::find(std::string_view path) const {
  const auto page = std::ranges::find(pages_, path, &OpsPage::path);
  return page == pages_.end() ? nullptr : &*page;
}

http::BodyPlan OpsPages::plan(const http::RequestHead& head) const {
  return http::plan_without_body(head);
}

http::Effort OpsPages::effort(const http::RequestHead& head) const {
  const OpsPage* page = find(head.path);
  return page != nullptr ? page->effort : http::Effort::brief;
}

http::Response OpsPages::handle(const http::RequestHead& head, std::string_view) {
  const OpsPage* page = find(head.path);
  if (page == nullptr) return http::text_response(404, "not found\n");
  if (head.method == http::Method::get || head.method == http::Method::head) return page->answer();
  return http::method_response(head, "GET, HEAD, OPTIONS");
}

std::variant<http::Response, std::unique_ptr<http::BodySink>> OpsPages::open(
    const http::RequestHead& head) {
  return handle(head, {});
}

http::Response OpsPages::too_large(const http::RequestHead&, std::uint64_t) {
  return http::text_response(413, "too large\n");
}

http::Response OpsPages::refused(const http::RequestHead&, const http::Refusal& refusal) {
  return http::plain_refusal(refusal);
}

http::Response OpsPages::failed(const http::RequestHead&) {
  return http::text_response(500, "internal error\n");
}

}  // namespace berth::app
