// The data of an image that its tags' rows repeat, in one column (docs/formats/schema.md). A page
// of a listing reads a thousand of them: one short value costs half as much as five columns.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "registry/values/names.h"

struct sqlite3;

namespace berth::storage::sqlite {

using MediaTypeId = std::uint32_t;
inline constexpr MediaTypeId kNoMediaType = 0;

struct ImageFacts {
  std::string_view digest;  // "sha256:..."
  std::uint64_t size_bytes = 0;
  Timestamp pushed_at = {};
  MediaTypeId media_type = kNoMediaType;
  MediaTypeId artifact_media_type = kNoMediaType;
};

// `facts.digest` is a valid digest.
std::string pack_image(const ImageFacts& facts);

// Unpacks one image after another. Not thread-safe.
class ImageUnpacker {
 public:
  // The view in the result lives until the next call. nullopt: not a packed image.
  std::optional<ImageFacts> unpack(std::string_view packed);

 private:
  static constexpr std::size_t kMaxDigestLength = 7 + 128;  // "sha512:" and its digits
  std::array<char, kMaxDigestLength> digest_{};
};

// Gives SQL the function pack_image(digest, size, pushed_at, media_type, artifact_media_type), for
// migrations.
void register_pack_image(sqlite3* handle);

}  // namespace berth::storage::sqlite
