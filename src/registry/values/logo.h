// Logos of repositories: PNG images that state their size.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "registry/values/error.h"

namespace berth {

// "PNG format. The image height must be at least 60 pixels and not more than 2048 pixels. The image
// width must be at least 60 pixels and not more than 2048 pixels." (docs.aws.amazon.com/AmazonECR/
// latest/public/public-repository-catalog-data.html); its bytes are limited by shape LogoImageBlob.
inline constexpr std::uint32_t kMinLogoPixels = 60;
inline constexpr std::uint32_t kMaxLogoPixels = 2048;

// logo_invalid if `png` does not begin like a PNG of such a size.
Result<void> check_logo(std::string_view png);

// Where a logo is served: "/logo/<id>.png".
std::string logo_path(std::string_view logo_id);
// The id in such a path; empty for any other path.
std::string_view logo_id_of(std::string_view path);

}  // namespace berth
