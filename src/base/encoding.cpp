#include "base/encoding.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/ascii.h"

namespace berth {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kUpperHexDigits = "0123456789ABCDEF";
constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

using Sixteen [[gnu::vector_size(16)]] = std::uint8_t;

// The digits of sixteen values, each below 16.
Sixteen hex_digits_of(Sixteen values) {
  const auto is_letter = std::bit_cast<Sixteen>(values > 9);  // all bits or none
  return values + '0' + (is_letter & static_cast<std::uint8_t>('a' - 10 - '0'));
}

constexpr std::array<std::int8_t, 256> base64_values() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kBase64Digits.size(); ++i) {
    values.at(static_cast<unsigned char>(kBase64Digits[i])) = static_cast<std::int8_t>(i);
  }
  return values;
}
constexpr auto kBase64Values = base64_values();

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string to_hex(std::span<const std::byte> bytes) {
  std::string text;
  text.resize_and_overwrite(bytes.size() * 2, [bytes](char* out, std::size_t) {
    return static_cast<std::size_t>(write_hex(bytes, out) - out);
  });
  return text;
}

// Half a SHA-256 at a time, because digests are written by the thousand.
char* write_hex(std::span<const std::byte> bytes, char* out) {
  while (bytes.size() >= sizeof(Sixteen)) {
    Sixteen sixteen;
    std::memcpy(&sixteen, bytes.data(), sizeof(Sixteen));
    const Sixteen high = hex_digits_of(sixteen >> 4U);
    const Sixteen low = hex_digits_of(sixteen & 0xfU);
    const Sixteen pairs[] = {
        __builtin_shufflevector(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
        __builtin_shufflevector(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15,
                                31)};
    std::memcpy(out, pairs, sizeof(pairs));
    out += sizeof(pairs);
    bytes = bytes.subspan(sizeof(Sixteen));
  }
  for (const std::byte byte : bytes) {
    *out++ = kHexDigits[std::to_integer<std::size_t>(byte >> 4U)];
    *out++ = kHexDigits[std::to_integer<std::size_t>(byte & std::byte{0xf})];
  }
  return out;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8U | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= count ? kBase64Digits[group >> (18U - 6U * k) & 0x3fU] : '=';
    }
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text.substr(0, text.size() - padding)) {
    const std::int8_t value = kBase64Values.at(static_cast<unsigned char>(c));
    if (value < 0) return std::nullopt;
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>(bits >> held & 0xffU);
      bits &= (1U << held) - 1U;
    }
  }
  if (bits != 0) return std::nullopt;
  return bytes;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string percent_encode(std::string_view text, std::string_view keep) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c) || keep.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto value = static_cast<unsigned char>(c);
      out += '%';
      out += kUpperHexDigits[value >> 4U];
      out += kUpperHexDigits[value & 0xfU];
    }
  }
  return out;
}

}  // namespace berth
