// The STS plane: as much of the AWS Security Token Service as tools ask before they do anything
// else, who the caller is, in the AWS Query protocol. With it one endpoint (AWS_ENDPOINT_URL)
// serves them. docs/protocol/sts.md says what it answers.
#pragma once

#include "http/handler.h"
#include "plane/services.h"

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

  [[nodiscard]] std::unique_ptr<http::Exchange> begin(const http::RequestHead& head) override;

 private:
  const plane::Services services_;
};

}  // namespace berth::sts
