// Reads the values of settings, and shows them in the form that can be read back: a pair of
// functions for each type of a member of Config. read() returns false for an invalid value, and may
// then leave anything in `out`.
#pragma once

#include <charconv>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/forwarded.h"
#include "ops/config.h"
#include "ops/log.h"

namespace berth::ops::values {

template <std::unsigned_integral Integer>
bool read(std::string_view text, Integer& out) {
  Integer value{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return false;
  out = value;
  return true;
}

template <std::unsigned_integral Integer>
std::string show(Integer value) {
  return std::to_string(value);
}

bool read(std::string_view text, std::chrono::seconds& out);
std::string show(std::chrono::seconds value);

// Not empty.
bool read(std::string_view text, std::filesystem::path& out);
std::string show(const std::filesystem::path& value);

// The address of a store. Not empty.
bool read(std::string_view text, std::string& out);
std::string show(const std::string& value);

// Enumerations with two values, the first of which means off: on or off, true or false, yes or no,
// 1 or 0.
template <typename Enum>
concept Switch = std::is_enum_v<Enum> && !std::same_as<Enum, LogLevel> &&
                 !std::same_as<Enum, Gallery> && !std::same_as<Enum, http::ClientAddressFrom>;

std::optional<bool> read_switch(std::string_view text);

template <Switch Enum>
bool read(std::string_view text, Enum& out) {
  const auto is_on = read_switch(text);
  if (is_on) out = static_cast<Enum>(*is_on ? 1 : 0);
  return is_on.has_value();
}

template <Switch Enum>
std::string show(Enum value) {
  return std::to_underlying(value) == 0 ? "off" : "on";
}

bool read(std::string_view text, LogLevel& out);
std::string show(LogLevel value);

bool read(std::string_view text, Gallery& out);
std::string show(Gallery value);

bool read(std::string_view text, http::ClientAddressFrom& out);
std::string show(http::ClientAddressFrom value);

// HOST:PORT, with IPv6 addresses in brackets; PORT and :PORT mean loopback.
bool read_address(std::string_view text, std::string& host_out, std::uint16_t& port_out);
std::string show_address(std::string_view host, std::uint16_t port);
bool read(std::string_view text, std::optional<ListenAddress>& out);

// "10.0.0.0/8, 2001:db8::1"
bool read(std::string_view text, std::vector<AddressRange>& out);

// A list of HOST[:PORT], separated by commas, which may be empty.
bool read(std::string_view text, std::vector<std::string>& out);
std::string show(const std::vector<std::string>& value);

// A setting whose default depends on others.
template <std::unsigned_integral Integer>
bool read(std::string_view text, std::optional<Integer>& out) {
  return read(text, out.emplace());
}

}  // namespace berth::ops::values
