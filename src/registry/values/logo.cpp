#include "registry/values/logo.h"

#include <algorithm>

namespace berth {
namespace {

// PNG (ISO/IEC 15948) sections 5.2 and 11.2.2: the signature, then the chunk IHDR of 13 bytes whose
// first members are width and height, then the CRC of the chunk.
constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", 8);
constexpr std::string_view kHeaderChunk("\0\0\0\x0dIHDR", 8);
constexpr std::size_t kWidthOffset = 16;
constexpr std::size_t kHeightOffset = 20;
constexpr std::size_t kHeaderBytes = 33;

constexpr std::string_view kPrefix = "/logo/";
constexpr std::string_view kSuffix = ".png";

std::uint32_t big_endian_at(std::string_view bytes, std::size_t offset) {
  std::uint32_t value = 0;
  for (const char c : bytes.substr(offset, 4)) {
    value = (value << 8U) | static_cast<unsigned char>(c);
  }
  return value;
}

bool is_size(std::uint32_t pixels) {
  return pixels >= kMinLogoPixels && pixels <= kMaxLogoPixels;
}

Failure invalid(LogoFault fault) {
  return fail({.code = ErrorCode::logo_invalid, .facts = fault});
}

}  // namespace

Result<void> check_logo(std::string_view png) {
  if (png.size() < kHeaderBytes || !png.starts_with(kSignature) ||
      png.substr(kSignature.size(), kHeaderChunk.size()) != kHeaderChunk) {
    return invalid(LogoFault::not_png);
  }
  if (!is_size(big_endian_at(png, kWidthOffset)) || !is_size(big_endian_at(png, kHeightOffset))) {
    return invalid(LogoFault::wrong_size);
  }
  return {};
}

std::string logo_path(std::string_view logo_id) {
  return std::string(kPrefix).append(logo_id).append(kSuffix);
}

std::string_view logo_id_of(std::string_view path) {
  if (!path.starts_with(kPrefix) || !path.ends_with(kSuffix) ||
      path.size() <= kPrefix.size() + kSuffix.size()) {
    return {};
  }
  return path.substr(kPrefix.size(), path.size() - kPrefix.size() - kSuffix.size());
}

}  // namespace berth
