// The STS plane: as much of the AWS Security Token Service as tools ask before they do anything
// else, who the caller is, in the AWS Query protocol. With it one endpoint (AWS_ENDPOINT_URL)
// serves them. docs/protocol/sts.md says what it answers.
#pragma once

#include <expected>

#include "http/handler.h"
#include "plane/services.h"
#include "sts/error.h"

namespace berth::sts {

// 16 KiB: the form of a call has some dozen bytes.
inline constexpr std::uint64_t kMaxRequestBytes = std::uint64_t{16} << 10U;

// Whether the request is one of this plane: a form that is posted to the root and names no target
// of the JSON protocol, or an action in the query, which is refused.
bool is_call(const http::RequestHead& head);

// Any thread may call.
class Plane final : public http::Handler {
 public:
  explicit Plane(const plane::Services& services) : services_(services) {}

  [[nodiscard]] http::BodyPlan plan(const http::RequestHead& head) const override;
  http::Response handle(const http::RequestHead& head, std::string_view body) override;
  std::variant<http::Response, std::unique_ptr<http::BodySink>> open(
      const http::RequestHead& head) override;
  http::Response too_large(const http::RequestHead& head, std::uint64_t limit_bytes) override;
  http::Response refused(const http::RequestHead& head, const http::Refusal& refusal) override;
  http::Response failed(const http::RequestHead& head) override;

 private:
  [[nodiscard]] std::expected<http::Response, ServiceError> answer(const http::RequestHead& head,
                                                                   std::string_view body) const;

  const plane::Services services_;
};

}  // namespace berth::sts
