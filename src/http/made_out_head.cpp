// What can be made out of a request that cannot be read.
#include <algorithm>

#include "http/request_parser.h"
#include "http/request_target.h"

namespace berth::http {
namespace {

// Cuts off the first line, which may have no end.
std::string_view take_line(std::string_view& input) {
  const std::size_t end = std::min(input.find("\r\n"), input.size());
  const std::string_view line = input.substr(0, end);
  input.remove_prefix(std::min(end + 2, input.size()));
  return line;
}

std::string_view trim(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

void make_out_head(std::string_view input, RequestHead& head) {
  head = RequestHead();
  if (input.starts_with("\r\n")) take_line(input);
  std::string_view line = take_line(input);
  const std::string_view method = line.substr(0, line.find(' '));
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (method.empty() || method.size() == line.size() || !std::ranges::all_of(method, is_letter)) {
    return;
  }
  line.remove_prefix(method.size() + 1);
  head.target = line.substr(0, line.find(' '));
  while (!input.empty() && head.fields.size() < kMaxFields) {
    line = take_line(input);
    const std::string_view name = line.substr(0, line.find(':'));
    if (name.empty() || name.size() == line.size()) break;
    line.remove_prefix(name.size() + 1);
    head.fields.push_back({.name = name, .value = trim(line)});
  }
  head.method_name = method;
  head.method = method_of(method);
  read_target(head);  // without a target, nobody knows whom the request was for
}

}  // namespace berth::http
