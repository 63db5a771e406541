#include "app/request_metrics.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/ecr_public/operation_table.h"
#include "oci/operation_table.h"
#include "sts/operation_table.h"

namespace berth::app {
namespace {

using metrics::Exposition;
using metrics::Metric;

constexpr std::array<std::string_view, kRequestHandlers> kHandlerNames{
    "base",    "manifest", "tags",      "blob",       "blob_upload", "blob_upload_chunk",
    "catalog", "token",    "referrers", "ecr_public", "sts",         "other"};
constexpr std::array<std::string_view, kOutcomes> kOutcomeNames{"ok", "refused", "failed", "gone"};
// In lower case, as by CNCF Distribution.
constexpr std::array<std::string_view, RequestMetrics::kMethods> kMethodNames{
    "get", "head", "post", "put", "patch", "delete", "options", "other"};

constexpr unsigned kClientWentAway = 499;
constexpr unsigned kFirstRefusal = 400;
constexpr unsigned kFirstFailure = 500;
constexpr std::size_t kStatusCodes = 600;

// Where each status is in kStatuses.
constexpr auto kStatusPlaces = [] {
  constexpr auto& kStatuses = RequestMetrics::kStatuses;
  std::array<std::uint8_t, kStatusCodes> places{};
  places.fill(kStatuses.size() - 1);
  for (std::size_t i = 0; i + 1 < kStatuses.size(); ++i) {
    places.at(kStatuses.at(i)) = static_cast<std::uint8_t>(i);
  }
  return places;
}();

std::size_t place_of(unsigned status) {
  return kStatusPlaces[std::min<std::size_t>(status, kStatusCodes - 1)];
}

std::string name_of_status(std::size_t place) {
  const unsigned status = RequestMetrics::kStatuses.at(place);
  return status == 0 ? "other" : std::to_string(status);
}

Outcome outcome_of(unsigned status) {
  if (status < kFirstRefusal) return Outcome::ok;
  if (status >= kFirstFailure) return Outcome::failed;
  return status == kClientWentAway ? Outcome::gone : Outcome::refused;
}

RequestHandler handler_of(oci::Endpoint endpoint) {
  switch (endpoint) {
    case oci::Endpoint::base:
      return RequestHandler::base;
    case oci::Endpoint::token:
      return RequestHandler::token;
    case oci::Endpoint::catalog:
      return RequestHandler::catalog;
    case oci::Endpoint::blob:
      return RequestHandler::blob;
    case oci::Endpoint::uploads:
      return RequestHandler::blob_upload;
    case oci::Endpoint::upload:
      return RequestHandler::blob_upload_chunk;
    case oci::Endpoint::manifest:
      return RequestHandler::manifest;
    case oci::Endpoint::tags:
      return RequestHandler::tags;
    case oci::Endpoint::referrers:
      return RequestHandler::referrers;
  }
  return RequestHandler::other;
}

std::vector<std::string_view> names_of(const auto& operations) {
  std::vector<std::string_view> names;
  for (const auto& operation : operations) names.push_back(operation.name);
  return names;
}

struct NamedApi {
  http::Api api;
  std::string_view name;
  std::vector<std::string_view> operations;
};

std::vector<NamedApi> apis() {
  return {{http::Api::oci, "oci", names_of(oci::operations())},
          {http::Api::ecr_public, "ecr_public", names_of(aws::operations())},
          {http::Api::sts, "sts", names_of(sts::operations())}};
}

}  // namespace

RequestMetrics::RequestMetrics() : counts_(std::make_unique<Striped<Counts>>()) {
  oci_handlers_.fill(RequestHandler::other);
  const std::span<const oci::Operation> operations = oci::operations();
  for (std::size_t row = 0; row < operations.size(); ++row) {
    oci_handlers_.at(row) = berth::app::handler_of(operations[row].endpoint);
  }
}

RequestHandler RequestMetrics::handler_of(const http::OperationRow& row) const {
  switch (row.api) {
    case http::Api::oci:
      return row.row < kMaxOperations ? oci_handlers_[row.row] : RequestHandler::other;
    case http::Api::ecr_public:
      return RequestHandler::ecr_public;
    case http::Api::sts:
      return RequestHandler::sts;
    case http::Api::none:
      break;
  }
  return RequestHandler::other;
}

void RequestMetrics::request_ended(const net::AccessRecord& record) {
  Counts& counts = counts_->mine();
  const http::OperationRow& row = record.notes.row;
  const auto handler = static_cast<std::size_t>(handler_of(row));
  const auto method = static_cast<std::size_t>(record.head.method);
  counts.requests[handler][method][place_of(record.status)].add();
  counts.durations[handler][method].add(record.took);
  counts.received[handler].add(record.bytes_in);
  counts.sent[handler].add(record.bytes_out);
  if (row.row >= kMaxOperations) return;
  const auto outcome = static_cast<std::size_t>(outcome_of(record.status));
  counts.operations[static_cast<std::size_t>(row.api)][row.row][outcome].add();
}

void RequestMetrics::write(Exposition& out) const {
  write_requests(out);
  write_durations(out);
  write_sizes(out);
  write_operations(out);
}

void RequestMetrics::write_requests(Exposition& out) const {
  auto series = out.begin(Metric::http_requests);
  for (std::size_t handler = 0; handler < kRequestHandlers; ++handler) {
    for (std::size_t method = 0; method < kMethods; ++method) {
      for (std::size_t status = 0; status < kStatuses.size(); ++status) {
        std::uint64_t count = 0;
        counts_->for_each([&](const Counts& counts) {
          count += counts.requests[handler][method][status].count();
        });
        if (count == 0) continue;
        series.add({kHandlerNames[handler], kMethodNames[method], name_of_status(status)}, count);
      }
    }
  }
}

void RequestMetrics::write_durations(Exposition& out) const {
  auto series = out.begin(Metric::http_request_duration);
  for (std::size_t handler = 0; handler < kRequestHandlers; ++handler) {
    for (std::size_t method = 0; method < kMethods; ++method) {
      HistogramFigures figures;
      counts_->for_each(
          [&](const Counts& counts) { figures.add(counts.durations[handler][method].figures()); });
      if (figures.count() == 0) continue;
      series.add({kHandlerNames[handler], kMethodNames[method]}, figures);
    }
  }
}

void RequestMetrics::write_sizes(Exposition& out) const {
  const auto write = [&](Metric metric, ByHandler<Sizes> Counts::* sizes) {
    auto series = out.begin(metric);
    for (std::size_t handler = 0; handler < kRequestHandlers; ++handler) {
      HistogramFigures figures;
      counts_->for_each(
          [&](const Counts& counts) { figures.add((counts.*sizes)[handler].figures()); });
      if (figures.count() != 0) series.add({kHandlerNames[handler]}, figures);
    }
  };
  write(Metric::http_request_size, &Counts::received);
  write(Metric::http_response_size, &Counts::sent);
}

// All of them, from the start: so an alert on a rate sees the first failure.
void RequestMetrics::write_operations(Exposition& out) const {
  auto series = out.begin(Metric::operations);
  for (const NamedApi& api : apis()) {
    for (std::size_t row = 0; row < api.operations.size(); ++row) {
      for (std::size_t outcome = 0; outcome < kOutcomes; ++outcome) {
        std::uint64_t count = 0;
        counts_->for_each([&](const Counts& counts) {
          count += counts.operations[static_cast<std::size_t>(api.api)].at(row)[outcome].count();
        });
        series.add({api.name, api.operations[row], kOutcomeNames[outcome]}, count);
      }
    }
  }
}

}  // namespace berth::app
