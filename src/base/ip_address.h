// Addresses of IPv4 (RFC 791) and IPv6 (RFC 4291), and ranges of them (CIDR, RFC 4632). Plain
// values, no I/O, no allocation but for text().
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace berth {

// One address. An IPv4 address and the same one mapped into IPv6 (::ffff:192.0.2.1), as which a
// socket of both sees it, are one and the same.
class IpAddress {
 public:
  using Bytes = std::array<std::uint8_t, 16>;

  // "::", which is nobody's.
  constexpr IpAddress() = default;
  // In network byte order.
  explicit constexpr IpAddress(const Bytes& bytes) : bytes_(bytes) {}

  // "192.0.2.1", "2001:db8::1"; nullopt for anything else: no port, brackets, zone or white space.
  static std::optional<IpAddress> parse(std::string_view text);
  // In the form that parse() reads.
  [[nodiscard]] std::string text() const;

  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] bool is_loopback() const;
  // With zeros for all but the first bits of the 128; of an IPv4 address 96 stand before it.
  [[nodiscard]] IpAddress network(unsigned prefix_bits) const;
  // In network byte order; an IPv4 address is the last four.
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  Bytes bytes_{};
};

// All addresses that begin as one does.
class AddressRange {
 public:
  // "10.0.0.0/8", "2001:db8::/32", or one address. What is beyond the prefix does not count:
  // "10.1.2.3/8" is "10.0.0.0/8".
  static std::optional<AddressRange> parse(std::string_view text);
  // A range of IPv6 holds no address of IPv4, not even "::/0".
  [[nodiscard]] bool contains(const IpAddress& address) const;

 private:
  AddressRange(const IpAddress& network, unsigned prefix_bits)
      : network_(network), prefix_bits_(prefix_bits) {}

  IpAddress network_;
  unsigned prefix_bits_;  // of 128
};

}  // namespace berth
