// The API behind gallery.ecr.aws, as tools call it: POST /<operation> with a JSON object, by
// everyone. docs/protocol/gallery.md describes it.
#pragma once

#include <string>
#include <string_view>

#include "gallery/settings.h"
#include "http/handler.h"
#include "plane/services.h"

namespace berth::gallery {

// Names and words only.
inline constexpr std::uint64_t kMaxCallBytes = std::uint64_t{16} * 1024;

class ApiCall final : public http::Exchange {
 public:
  // `services` and `settings` outlive the exchange. `operation`: one of those that
  // read_address() knows.
  ApiCall(const http::RequestHead& head, const plane::Services& services, const Settings& settings,
          std::string operation)
      : http::Exchange(head),
        services_(services),
        settings_(settings),
        operation_(std::move(operation)) {}

  http::BodyPlan plan() override { return http::WholeBody{kMaxCallBytes}; }
  http::Response answer(std::string_view body) override;
  std::variant<http::Response, std::unique_ptr<http::BodySink>> open() override;
  http::Response too_large(std::uint64_t limit_bytes) override;
  http::Response refused(const http::Refusal& refusal) override;
  http::Response failed() override;

 private:
  const plane::Services& services_;
  const Settings& settings_;
  const std::string operation_;
};

}  // namespace berth::gallery
