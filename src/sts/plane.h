// The STS plane: the one question that tools ask the AWS Security Token Service before anything
// else, who the caller is, in the AWS Query protocol. With it, a single endpoint (AWS_ENDPOINT_URL)
// is enough for them. docs/protocol/sts.md describes its answers.
#pragma once

#include "http/handler.h"
#include "plane/services.h"

namespace berth::sts {

// 16 KiB: the form of a call has a few dozen bytes.
inline constexpr std::uint64_t kMaxRequestBytes = std::uint64_t{16} << 10U;

// Whether the request is for this plane: a form posted to the root without a target of the JSON
// protocol, or an action in the query, which is refused.
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
