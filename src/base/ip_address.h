// IPv4 (RFC 791) and IPv6 (RFC 4291) addresses, and ranges of them (CIDR, RFC 4632). Plain values,
// no I/O, no allocation except in text().
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace berth {

// One address. An IPv4 address equals the same one mapped into IPv6 (::ffff:192.0.2.1), which is
// how a socket for both versions reports it.
class IpAddress {
 public:
  using Bytes = std::array<std::uint8_t, 16>;

  // "::", which belongs to nobody.
  constexpr IpAddress() = default;
  // In network byte order.
  explicit constexpr IpAddress(const Bytes& bytes) : bytes_(bytes) {}

  // "192.0.2.1", "2001:db8::1"; nullopt for anything else: no port, brackets, zone or white space.
  static std::optional<IpAddress> parse(std::string_view text);
  // In the form that parse() reads.
  [[nodiscard]] std::string text() const;

  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] bool is_loopback() const;
  // Keeps the first `prefix_bits` of the 128 bits and clears the rest. An IPv4 address follows 96
  // bits.
  [[nodiscard]] IpAddress network(unsigned prefix_bits) const;
  // In network byte order; the last four are the IPv4 address.
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  Bytes bytes_{};
};

// All addresses with the same prefix.
class AddressRange {
 public:
  // "10.0.0.0/8", "2001:db8::/32", or one address. Bits after the prefix are ignored: "10.1.2.3/8"
  // is "10.0.0.0/8".
  static std::optional<AddressRange> parse(std::string_view text);
  // An IPv6 range contains no IPv4 address, not even "::/0" does.
  [[nodiscard]] bool contains(const IpAddress& address) const;

 private:
  AddressRange(const IpAddress& network, unsigned prefix_bits)
      : network_(network), prefix_bits_(prefix_bits) {}

  IpAddress network_;
  unsigned prefix_bits_;  // of 128
};

}  // namespace berth
