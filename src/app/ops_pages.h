// The pages of the second listener (ops-listen), for operators and monitoring. They need no login,
// so they reveal nothing about what is stored.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/readiness.h"
#include "http/handler.h"

namespace berth::app {

// One page, for GET and HEAD.
struct OpsPage {
  std::string_view path;
  http::Effort effort;
  std::function<http::Response()> answer;
};

// GET /livez: 200 while the process can answer. GET /readyz: 200, or 503 and the reason. These are
// Kubernetes' probes ("Configure Liveness, Readiness and Startup Probes").
std::vector<OpsPage> probe_pages(Readiness& readiness);

// Any thread may call.
class OpsPages final : public http::Handler {
 public:
  explicit OpsPages(std::vector<OpsPage> pages) : pages_(std::move(pages)) {}

  [[nodiscard]] std::unique_ptr<http::Exchange> begin(const http::RequestHead& head) override;

 private:
  const std::vector<OpsPage> pages_;
};

}  // namespace berth::app
