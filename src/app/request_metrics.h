// Counts requests, for GET /metrics.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/histogram.h"
#include "base/tally.h"
#include "http/message.h"
#include "metrics/exposition.h"
#include "net/observer.h"

namespace berth::app {

// What answers a request: the label `handler`. The first ones are named as by CNCF Distribution.
enum class RequestHandler : std::uint8_t {
  base,
  manifest,
  tags,
  blob,
  blob_upload,
  blob_upload_chunk,
  catalog,
  token,
  referrers,
  ecr_public,
  sts,
  other,  // small pages, and requests that nothing understood
};
inline constexpr std::size_t kRequestHandlers = static_cast<std::size_t>(RequestHandler::other) + 1;

// What became of an operation: the label `outcome`.
enum class Outcome : std::uint8_t {
  ok,
  refused,  // 4xx
  failed,   // 5xx
  gone,     // the client went away
};
inline constexpr std::size_t kOutcomes = static_cast<std::size_t>(Outcome::gone) + 1;

// Bodies, in bytes: from 1 KiB to 4 GiB.
inline constexpr std::array<std::uint64_t, 12> kBodySizeBounds{
    1U << 10U, 1U << 12U, 1U << 14U, 1U << 16U, 1U << 18U, 1U << 20U,
    1U << 22U, 1U << 24U, 1U << 26U, 1U << 28U, 1U << 30U, std::uint64_t{1} << 32U};

// Any thread may call. Counting takes no lock, allocates nothing and looks nothing up.
class RequestMetrics final : public net::Observer {
 public:
  static constexpr std::size_t kMethods = static_cast<std::size_t>(http::Method::other) + 1;
  // Every status that is answered, and one place for those that are not listed.
  static constexpr std::array<unsigned, 27> kStatuses{200, 201, 202, 204, 206, 304, 307, 400, 401,
                                                      403, 404, 405, 408, 409, 412, 413, 414, 416,
                                                      429, 431, 499, 500, 501, 503, 505, 507, 0};
  // The most operations that one API can have. ecr-public has 23.
  static constexpr std::size_t kMaxOperations = 32;

  RequestMetrics();

  void request_ended(const net::AccessRecord& record) override;

  // Writes the metrics of all requests so far, except those in progress.
  void write(metrics::Exposition& out) const;

 private:
  template <typename Of>
  using ByHandler = std::array<Of, kRequestHandlers>;
  template <typename Of>
  using ByMethod = std::array<Of, kMethods>;
  using Sizes = Histogram<kBodySizeBounds>;
  struct Counts {
    ByHandler<ByMethod<std::array<Tally, kStatuses.size()>>> requests;
    ByHandler<ByMethod<DurationHistogram>> durations;
    ByHandler<Sizes> received;
    ByHandler<Sizes> sent;
    std::array<std::array<std::array<Tally, kOutcomes>, kMaxOperations>,
               static_cast<std::size_t>(http::kLastApi) + 1>
        operations;
  };

  [[nodiscard]] RequestHandler handler_of(const http::OperationRow& row) const;
  void write_requests(metrics::Exposition& out) const;
  void write_durations(metrics::Exposition& out) const;
  void write_sizes(metrics::Exposition& out) const;
  void write_operations(metrics::Exposition& out) const;

  // By the operation's row in the table of the OCI plane.
  std::array<RequestHandler, kMaxOperations> oci_handlers_;
  // Not a member: some hundred KiB.
  const std::unique_ptr<Striped<Counts>> counts_;
};

}  // namespace berth::app
