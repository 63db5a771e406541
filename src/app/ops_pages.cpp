#include "app/ops_pages.h"

#include <algorithm>

#include "http/page.h"

namespace berth::app {
namespace {

class ShownPage final : public http::Page {
 public:
  ShownPage(const http::RequestHead& head, const OpsPage& page)
      : Page(head, page.effort), page_(page) {}

 private:
  http::Response show() override { return page_.answer(); }

  const OpsPage& page_;
};

}  // namespace

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

std::unique_ptr<http::Exchange> OpsPages::begin(const http::RequestHead& head) {
  const auto page = std::ranges::find(pages_, head.path, &OpsPage::path);
  if (page == pages_.end()) return std::make_unique<http::NoPage>(head);
  return std::make_unique<ShownPage>(head, *page);
}

}  // namespace berth::app
