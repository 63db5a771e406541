#include "base/entropy.h"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/ascii.h"
#include "base/encoding.h"

namespace berth {

void SystemEntropy::fill(std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t count = ::getrandom(out.data(), out.size(), 0);
    if (count < 0) {
      if (errno == EINTR) continue;
      throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    out = out.subspan(static_cast<std::size_t>(count));
  }
}

std::string random_bytes(Entropy& entropy, std::size_t count) {
  std::string bytes(count, '\0');
  entropy.fill(std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

std::string random_text(std::string_view characters, std::size_t count, Entropy& entropy) {
  constexpr std::size_t kByteValues = 256;
  // Bytes that would favour the first characters are drawn again.
  const std::size_t fair = kByteValues / characters.size() * characters.size();
  std::string text;
  while (text.size() < count) {
    const auto value = static_cast<unsigned char>(random_bytes(entropy, 1)[0]);
    if (value < fair) text += characters[value % characters.size()];
  }
  return text;
}

std::string make_uuid(Entropy& entropy) {
  std::array<std::byte, 16> bytes{};
  entropy.fill(bytes);
  bytes[6] = (bytes[6] & std::byte{0x0f}) | std::byte{0x40};
  bytes[8] = (bytes[8] & std::byte{0x3f}) | std::byte{0x80};
  std::string text = to_hex(bytes);
  for (const std::size_t position : {8U, 13U, 18U, 23U}) text.insert(position, 1, '-');
  return text;
}

bool is_uuid(std::string_view text) {
  constexpr std::size_t kLength = 36;
  if (text.size() != kLength) return false;
  for (std::size_t i = 0; i < kLength; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex_digit(text[i])) return false;
  }
  return true;
}

}  // namespace berth
