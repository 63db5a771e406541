#include "http/query.h"

#include <algorithm>

#include "base/encoding.h"

namespace berth::http {

RawParameter take_parameter(std::string_view& query) {
  const std::string_view text = query.substr(0, query.find('&'));
  query.remove_prefix(std::min(query.size(), text.size() + 1));
  const std::string_view name = text.substr(0, text.find('='));
  return {.text = text, .name = name, .value = text.substr(std::min(name.size() + 1, text.size()))};
}

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
