#include "http/forwarded.h"

#include <algorithm>
#include <optional>
#include <ranges>
#include <string_view>
#include <utility>

#include "base/ascii.h"

namespace berth::http {
namespace {

// Cuts the last part, and the separator before it, off `text`. Separators in quotes do not count.
// Reads from the end, where the proxy wrote: quotes that its client left open come before that.
std::string_view take_last(std::string_view& text, char separator) {
  bool quoted = false;
  for (std::size_t at = text.size(); at > 0; --at) {
    const char c = text[at - 1];
    if (c == '"') quoted = !quoted;
    if (c != separator || quoted) continue;
    const std::string_view last = text.substr(at);
    text = text.substr(0, at - 1);
    return last;
  }
  return std::exchange(text, {});
}

bool is_port(std::string_view text) {
  const auto may_be_in_one = [](char c) {  // RFC 7239 section 6: a number, or a name with '_'
    return (c >= '0' && c <= '9') || (to_lower(c) >= 'a' && to_lower(c) <= 'z') ||
           std::string_view("._-").contains(c);
  };
  return !text.empty() && std::ranges::all_of(text, may_be_in_one);
}

// RFC 7239 section 6, and IPv6 without brackets, as in X-Forwarded-For.
std::optional<IpAddress> parse_node(std::string_view node) {
  if (node.starts_with('[')) {
    const std::size_t bracket = node.find(']');
    if (bracket == std::string_view::npos) return std::nullopt;
    const std::string_view rest = node.substr(bracket + 1);
    const std::string_view inside = node.substr(1, bracket - 1);
    const bool ends_well = rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
    return ends_well && inside.contains(':') ? IpAddress::parse(inside) : std::nullopt;
  }
  const std::size_t colon = node.find(':');
  if (colon == std::string_view::npos || node.find(':', colon + 1) != std::string_view::npos) {
    return IpAddress::parse(node);
  }
  if (!is_port(node.substr(colon + 1))) return std::nullopt;
  return IpAddress::parse(node.substr(0, colon));
}

std::string_view without_quotes(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.starts_with('"') && text.ends_with('"');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// "for=192.0.2.1;proto=https" (RFC 7239 section 4).
std::optional<IpAddress> parse_element(std::string_view element) {
  if (std::ranges::count(element, '"') % 2 != 0) return std::nullopt;
  std::optional<IpAddress> found;
  while (!element.empty()) {
    const std::string_view pair = trim(take_last(element, ';'));
    const std::size_t equals = pair.find('=');
    if (!equal_ignoring_case(pair.substr(0, equals), "for")) continue;
    // "Each parameter MUST NOT occur more than once per field-value."
    if (found || equals == std::string_view::npos) return std::nullopt;
    found = parse_node(without_quotes(pair.substr(equals + 1)));
    if (!found) return std::nullopt;
  }
  return found;
}

}  // namespace

IpAddress forwarded_client(const RequestHead& head, const IpAddress& peer,
                           std::span<const AddressRange> trusted, ClientAddressFrom from) {
  if (from == ClientAddressFrom::proxy_protocol) return peer;
  const bool is_rfc7239 = from == ClientAddressFrom::forwarded;
  const std::string_view name = is_rfc7239 ? "Forwarded" : "X-Forwarded-For";
  IpAddress client = peer;
  for (const Field& line : std::views::reverse(head.fields)) {
    if (!equal_ignoring_case(line.name, name)) continue;
    for (std::string_view rest = line.value; !rest.empty();) {
      const std::string_view last = trim(take_last(rest, ','));
      if (last.empty()) continue;  // RFC 9110 section 5.6.1: empty elements of lists do not count
      const auto address = is_rfc7239 ? parse_element(last) : parse_node(last);
      if (!address) return client;
      client = *address;
      const bool goes_on = std::ranges::any_of(
          trusted, [&client](const AddressRange& range) { return range.contains(client); });
      if (!goes_on) return client;
    }
  }
  return client;
}

}  // namespace berth::http
