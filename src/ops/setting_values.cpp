#include "ops/setting_values.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <span>

#include "base/ascii.h"
#include "base/ip_address.h"
#include "http/host.h"

namespace berth::ops::values {
namespace {

constexpr std::string_view kLoopback = "127.0.0.1";

template <typename Value>
using Choice = std::pair<std::string_view, Value>;

constexpr std::array kLevels{
    Choice<LogLevel>{"debug", LogLevel::debug}, Choice<LogLevel>{"info", LogLevel::info},
    Choice<LogLevel>{"warning", LogLevel::warning}, Choice<LogLevel>{"error", LogLevel::error}};

constexpr std::array kGalleries{Choice<Gallery>{"off", Gallery::off},
                                Choice<Gallery>{"unlisted", Gallery::unlisted},
                                Choice<Gallery>{"on", Gallery::on}};

using http::ClientAddressFrom;
constexpr std::array kAddressSources{
    Choice<ClientAddressFrom>{"x-forwarded-for", ClientAddressFrom::x_forwarded_for},
    Choice<ClientAddressFrom>{"forwarded", ClientAddressFrom::forwarded},
    Choice<ClientAddressFrom>{"proxy-protocol", ClientAddressFrom::proxy_protocol}};

template <typename Value>
bool read_one_of(std::span<const Choice<Value>> choices, std::string_view text, Value& out) {
  const auto found = std::ranges::find(choices, text, &Choice<Value>::first);
  if (found == choices.end()) return false;
  out = found->second;
  return true;
}

template <typename Value>
std::string name_among(std::span<const Choice<Value>> choices, Value value) {
  return std::string(std::ranges::find(choices, value, &Choice<Value>::second)->first);
}

}  // namespace

bool read(std::string_view text, std::chrono::seconds& out) {
  std::uint32_t seconds = 0;  // a century
  if (!read(text, seconds)) return false;
  out = std::chrono::seconds(seconds);
  return true;
}

std::string show(std::chrono::seconds value) {
  return std::to_string(value.count());
}

bool read(std::string_view text, std::filesystem::path& out) {
  out = text;
  return !text.empty();
}

std::string show(const std::filesystem::path& value) {
  return value.string();
}

bool read(std::string_view text, std::string& out) {
  out = text;
  return !text.empty();
}

std::string show(const std::string& value) {
  return value;
}

std::optional<bool> read_switch(std::string_view text) {
  if (text == "on" || text == "true" || text == "1" || text == "yes") return true;
  if (text == "off" || text == "false" || text == "0" || text == "no") return false;
  return std::nullopt;
}

bool read(std::string_view text, LogLevel& out) {
  return read_one_of<LogLevel>(kLevels, text, out);
}

std::string show(LogLevel value) {
  return name_among<LogLevel>(kLevels, value);
}

bool read(std::string_view text, Gallery& out) {
  return read_one_of<Gallery>(kGalleries, text, out);
}

std::string show(Gallery value) {
  return name_among<Gallery>(kGalleries, value);
}

bool read(std::string_view text, ClientAddressFrom& out) {
  return read_one_of<ClientAddressFrom>(kAddressSources, text, out);
}

std::string show(ClientAddressFrom value) {
  return name_among<ClientAddressFrom>(kAddressSources, value);
}

bool read_address(std::string_view text, std::string& host_out, std::uint16_t& port_out) {
  const std::size_t colon = text.rfind(':');
  const bool is_port_alone = colon == std::string_view::npos || colon == 0;
  std::string_view host = is_port_alone ? kLoopback : text.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const std::string_view port = colon == std::string_view::npos ? text : text.substr(colon + 1);
  if (host.empty() || !read(port, port_out)) return false;
  host_out = host;
  return true;
}

std::string show_address(std::string_view host, std::uint16_t port) {
  const bool is_v6 = host.contains(':');
  return (is_v6 ? '[' + std::string(host) + ']' : std::string(host)) + ':' + std::to_string(port);
}

bool read(std::string_view text, std::optional<ListenAddress>& out) {
  ListenAddress address;
  if (!read_address(text, address.host, address.port)) return false;
  out = std::move(address);
  return true;
}

bool read(std::string_view text, std::vector<AddressRange>& out) {
  out.clear();
  for (const auto part : std::views::split(text, ',')) {
    const auto range = AddressRange::parse(trim(std::string_view(part)));
    if (!range) return false;
    out.push_back(*range);
  }
  return !out.empty();
}

bool read(std::string_view text, std::vector<std::string>& out) {
  out.clear();
  while (!text.empty()) {
    const std::string_view host = text.substr(0, text.find(','));
    if (!http::is_host(host) || host.size() + 1 == text.size()) return false;
    out.emplace_back(host);
    text.remove_prefix(std::min(host.size() + 1, text.size()));
  }
  return true;
}

std::string show(const std::vector<std::string>& value) {
  std::string text;
  for (const std::string& each : value) text += (text.empty() ? "" : ",") + each;
  return text;
}

}  // namespace berth::ops::values
