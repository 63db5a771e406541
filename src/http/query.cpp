#include "http/query.h"

#include <algorithm>

#include "base/encoding.h"

namespace berth::http {
namespace {

struct RawParameter {
  std::string_view name;
  std::string_view value;
};

// Cuts the first parameter off `query`.
RawParameter take_parameter(std::string_view& query) {
  const std::string_view pair = query.substr(0, query.find('&'));
  query.remove_prefix(std::min(query.size(), pair.size() + 1));
  const std::size_t equals = std::min(pair.find('='), pair.size());
  return {.name = pair.substr(0, equals), .value = pair.substr(std::min(equals + 1, pair.size()))};
}

}  // namespace

std::vector<QueryParameter> query_parameters(std::string_view query) {
  std::vector<QueryParameter> parameters;
  while (!query.empty()) {
    const RawParameter raw = take_parameter(query);
    auto name = percent_decode(raw.name);
    auto value = percent_decode(raw.value);
    if (!name || name->empty() || !value) continue;
    parameters.push_back({.name = *std::move(name), .value = *std::move(value)});
  }
  return parameters;
}

std::optional<std::string> query_parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const RawParameter raw = take_parameter(query);
    if (percent_decode(raw.name) != name) continue;
    if (auto value = percent_decode(raw.value)) return value;
  }
  return std::nullopt;
}

}  // namespace berth::http
