// Randomness as a port, so that tests choose it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace berth {

// Any thread may call.
class Entropy {
 public:
  Entropy() = default;
  Entropy(const Entropy&) = delete;
  Entropy& operator=(const Entropy&) = delete;
  virtual ~Entropy() = default;
  virtual void fill(std::span<std::byte> out) = 0;
};

// The kernel's generator, getrandom(2). Throws std::system_error if it cannot be read.
class SystemEntropy final : public Entropy {
 public:
  void fill(std::span<std::byte> out) override;
};

std::string random_bytes(Entropy& entropy, std::size_t count);
// `count` of the given characters (at most 256), each equally likely.
std::string random_text(std::string_view characters, std::size_t count, Entropy& entropy);
// A random (version 4) UUID, RFC 9562 section 5.4, in lower case.
std::string make_uuid(Entropy& entropy);
// 8-4-4-4-12 hexadecimal digits of either case.
bool is_uuid(std::string_view text);

}  // namespace berth
