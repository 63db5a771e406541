#include "http/form.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"

namespace berth::http {

bool is_form(const RequestHead& head) {
  std::string_view type = head.field("Content-Type");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
  return equal_ignoring_case(type, "application/x-www-form-urlencoded");
}

Form::Form(std::string_view body) {
  std::string text(body);
  std::ranges::replace(text, '+', ' ');
  parameters_ = query_parameters(text);
}

std::optional<std::string_view> Form::find(std::string_view name) const {
  const auto first = std::ranges::find(parameters_, name, &QueryParameter::name);
  if (first == parameters_.end() || first->value.empty()) return std::nullopt;
  const bool is_only = std::ranges::find(first + 1, parameters_.end(), name,
                                         &QueryParameter::name) == parameters_.end();
  return is_only ? std::optional<std::string_view>(first->value) : std::nullopt;
}

}  // namespace berth::http
