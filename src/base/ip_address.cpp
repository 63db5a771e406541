#include "base/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <span>

namespace berth {
namespace {

constexpr unsigned kAddressBits = 128;
constexpr unsigned kBitsBeforeV4 = 96;
// The prefix of IPv4 addresses mapped into IPv6 (RFC 4291 section 2.5.5.2).
constexpr std::array<std::uint8_t, 12> kV4Prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

using Text = std::array<char, INET6_ADDRSTRLEN>;

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  Text terminated{};
  if (text.size() >= terminated.size() || text.contains('\0')) return std::nullopt;
  text.copy(terminated.data(), text.size());
  Bytes bytes{};
  if (text.contains(':')) {
    if (::inet_pton(AF_INET6, terminated.data(), bytes.data()) != 1) return std::nullopt;
    return IpAddress(bytes);
  }
  std::ranges::copy(kV4Prefix, bytes.begin());
  if (::inet_pton(AF_INET, terminated.data(), bytes.data() + kV4Prefix.size()) != 1) {
    return std::nullopt;
  }
  return IpAddress(bytes);
}

std::string IpAddress::text() const {
  Text text{};
  const bool v4 = is_v4();
  return ::inet_ntop(v4 ? AF_INET : AF_INET6, bytes_.data() + (v4 ? kV4Prefix.size() : 0),
                     text.data(), text.size());
}

bool IpAddress::is_v4() const {
  return std::ranges::equal(std::span(bytes_).first<kV4Prefix.size()>(), kV4Prefix);
}

bool IpAddress::is_loopback() const {
  constexpr std::uint8_t kV4Loopback = 127;  // 127.0.0.0/8
  if (is_v4()) return bytes_[kV4Prefix.size()] == kV4Loopback;
  constexpr IpAddress kV6Loopback({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  return *this == kV6Loopback;
}

IpAddress IpAddress::network(unsigned prefix_bits) const {
  constexpr unsigned kBits = 8;
  Bytes masked{};
  for (unsigned i = 0; i < masked.size() && prefix_bits > 0; ++i) {
    const unsigned kept = std::min(prefix_bits, kBits);
    masked[i] = static_cast<std::uint8_t>(bytes_[i] & (0xff00U >> kept));
    prefix_bits -= kept;
  }
  return IpAddress(masked);
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return AddressRange(*address, kAddressBits);
  const std::string_view digits = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (failure != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  // An address written as IPv6, mapped or not, has an IPv6 prefix length.
  const unsigned before = text.substr(0, slash).contains(':') ? 0 : kBitsBeforeV4;
  if (bits > kAddressBits - before) return std::nullopt;
  return AddressRange(address->network(before + bits), before + bits);
}

bool AddressRange::contains(const IpAddress& address) const {
  return address.is_v4() == network_.is_v4() && address.network(prefix_bits_) == network_;
}

}  // namespace berth
