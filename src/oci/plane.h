// The OCI plane: OCI Distribution 1.1, which is also the Docker Registry HTTP API V2, and the token
// endpoint its clients log in at. docs/protocol/oci.md describes its answers.
#pragma once

#include "oci/exchange.h"

namespace berth::oci {

// Any thread may call.
class Plane final : public http::Handler {
 public:
  Plane(const plane::Services& services, plane::BodyRoom body_room, PlaneConfig config)
      : shared_(services, std::move(body_room), std::move(config)) {}

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

}  // namespace berth::oci
