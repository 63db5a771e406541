// An ARN, the path of a logo, or the bytes of one.
#include <cstdint>

#include "fuzz.h"
#include "registry/values/arn.h"
#include "registry/values/logo.h"

namespace berth::fuzz {
namespace {

void check_arn(std::string_view text) {
  const auto arn = parse_repository_arn(text);
  if (!arn) return;
  require(repository_arn(arn->registry, arn->repository.text()) == text,
          "an ARN is printed as it was read");
}

void check_logo_path(std::string_view text) {
  const std::string_view id = logo_id_of(text);
  if (!id.empty()) require(logo_path(id) == text, "a logo is where its id says");
  if (!text.empty()) require(logo_id_of(logo_path(text)) == text, "any id can be found");
}

std::uint32_t number_at(std::string_view bytes, std::size_t offset) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value * 256 + static_cast<unsigned char>(bytes.at(offset + i));
  }
  return value;
}

void check_image(std::string_view bytes) {
  if (!check_logo(bytes)) return;
  require(bytes.substr(1, 3) == "PNG" && bytes.substr(12, 4) == "IHDR", "a logo is a PNG");
  for (const std::size_t offset : {16U, 20U}) {
    const std::uint32_t pixels = number_at(bytes, offset);
    require(pixels >= kMinLogoPixels && pixels <= kMaxLogoPixels, "a logo is of a sane size");
  }
}

}  // namespace

void check(std::string_view input) {
  check_arn(input);
  check_logo_path(input);
  check_image(input);
}

}  // namespace berth::fuzz
