#include "net/proxy_header.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <ranges>

namespace berth::net {
namespace {

using State = ProxyHeaderState;
using namespace std::string_view_literals;

// Section 2.1: "a 108-byte buffer is always enough to store all the line and a trailing zero".
constexpr std::size_t kMaxLineBytes = 107;
constexpr std::string_view kLineStart = "PROXY ";
constexpr std::string_view kLineEnd = "\r\n";

// Section 2.2: the signature, version and command, family and protocol, and two bytes of length.
constexpr std::string_view kSignature = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr std::size_t kFixedBytes = 16;
constexpr std::size_t kCommandAt = 12;
constexpr std::size_t kFamilyAt = 13;
constexpr std::size_t kLengthAt = 14;
constexpr unsigned kVersion2 = 2;
constexpr unsigned kLocal = 0;
constexpr unsigned kProxy = 1;
constexpr unsigned kInet = 1;
constexpr unsigned kInet6 = 2;
constexpr unsigned kStream = 1;
// The source and the destination, each with a port.
constexpr std::size_t kInetBytes = 12;
constexpr std::size_t kInet6Bytes = 36;

ProxyHeader bad() {
  return {.state = State::bad};
}

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  return failure == std::errc() && end == text.data() + text.size();
}

// "PROXY TCP4 192.0.2.1 192.0.2.9 56324 443"
ProxyHeader parse_line(std::string_view input) {
  const std::size_t end = input.substr(0, kMaxLineBytes).find(kLineEnd);
  if (end == std::string_view::npos) {
    return input.size() < kMaxLineBytes ? ProxyHeader{} : bad();
  }
  ProxyHeader header{.state = State::complete, .size_bytes = end + kLineEnd.size()};
  const std::string_view line = input.substr(kLineStart.size(), end - kLineStart.size());
  // "the receiver must ignore anything presented before the CRLF"
  if (line == "UNKNOWN" || line.starts_with("UNKNOWN ")) return header;
  std::array<std::string_view, 5> words{};  // family, source, destination, and their ports
  std::size_t count = 0;
  for (const auto word : std::views::split(line, ' ')) {
    if (count == words.size()) return bad();
    words[count++] = std::string_view(word);
  }
  const auto [family, source, destination, source_port, destination_port] = words;
  header.client = IpAddress::parse(source);
  const bool has_family = family == "TCP4" || family == "TCP6";
  const bool is_v6 = family == "TCP6";
  const bool is_good = count == words.size() && has_family && header.client &&
                       IpAddress::parse(destination) && source.contains(':') == is_v6 &&
                       destination.contains(':') == is_v6 && is_port(source_port) &&
                       is_port(destination_port);
  return is_good ? header : bad();
}

ProxyHeader parse_binary(std::string_view input) {
  if (input.size() < kFixedBytes) return {};
  const std::size_t length = byte_at(input, kLengthAt) * 256 + byte_at(input, kLengthAt + 1);
  const std::size_t size = kFixedBytes + length;
  const unsigned command = byte_at(input, kCommandAt) & 0xfU;
  if (byte_at(input, kCommandAt) >> 4U != kVersion2 || command > kProxy ||
      size > kMaxProxyHeaderBytes) {
    return bad();
  }
  if (input.size() < size) return {};
  ProxyHeader header{.state = State::complete, .size_bytes = size};
  if (command == kLocal) return header;
  const unsigned family = byte_at(input, kFamilyAt) >> 4U;
  const std::string_view addresses = input.substr(kFixedBytes, length);
  IpAddress::Bytes bytes{};
  std::size_t source_bytes = 0;
  if ((byte_at(input, kFamilyAt) & 0xfU) != kStream) return header;  // not TCP
  if (family == kInet) {
    if (length < kInetBytes) return bad();
    source_bytes = 4;
    bytes[10] = bytes[11] = 0xff;  // the mapped form, as in IpAddress
  } else if (family == kInet6) {
    if (length < kInet6Bytes) return bad();
    source_bytes = bytes.size();
  } else {
    return header;  // AF_UNSPEC and AF_UNIX
  }
  std::ranges::copy(addresses.substr(0, source_bytes), bytes.end() - source_bytes);
  header.client = IpAddress(bytes);
  return header;
}

}  // namespace

ProxyHeader parse_proxy_header(std::string_view input) {
  const auto begins_as = [input](std::string_view start) {
    return input.substr(0, start.size()) == start.substr(0, input.size());
  };
  if (begins_as(kSignature)) return parse_binary(input);
  return begins_as(kLineStart) ? parse_line(input) : bad();
}

}  // namespace berth::net
