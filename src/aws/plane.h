// The AWS plane: the ecr-public API in the AWS JSON 1.1 protocol. docs/protocol/ecr-public.md
// describes its answers.
#pragma once

#include "aws/exchange.h"

namespace berth::aws {

// Any thread may call.
class Plane final : public http::Handler {
 public:
  Plane(const plane::Services& services, const auth::KeyRing& keys, plane::BodyRoom body_room,
        PlaneConfig config)
      : shared_(services, keys, std::move(body_room), std::move(config)) {}

  [[nodiscard]] std::unique_ptr<http::Exchange> begin(const http::RequestHead& head) override {
    return std::make_unique<Exchange>(shared_, head);
  }

  // Waits for no request.
  [[nodiscard]] plane::AnswerFigures answer_figures() const {
    return {.hits = shared_.counts.hits.count(),
            .misses = shared_.counts.misses.count(),
            .bytes = shared_.answers.bytes()};
  }

 private:
  Shared shared_;
};

}  // namespace berth::aws
