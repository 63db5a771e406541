// The body of a large request that is answered as a whole.
#pragma once

#include <algorithm>
#include <string>

#include "http/handler.h"

namespace berth::http {

// What a handler's open() returns once it knows that it is worth reading on: a body of megabytes is
// not taken in from whoever sends one. In the end the handler gets it as if it had planned to.
class GatheredBody final : public BodySink {
 public:
  // Handler and head must outlive it.
  GatheredBody(Handler& handler, const RequestHead& head, std::uint64_t limit_bytes)
      : handler_(handler), head_(head), limit_bytes_(limit_bytes) {
    body_.reserve(std::min(head.content_length.value_or(0), limit_bytes));
  }

  std::optional<Response> write(std::span<const std::byte> chunk) override {
    if (body_.size() + chunk.size() > limit_bytes_) return handler_.too_large(head_, limit_bytes_);
    body_.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
    return std::nullopt;
  }
  Response finish() override { return handler_.handle(head_, body_); }

 private:
  Handler& handler_;
  const RequestHead& head_;
  const std::uint64_t limit_bytes_;
  std::string body_;
};

}  // namespace berth::http
