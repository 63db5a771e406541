#include "storage/sqlite/rows/packed_image.h"

#include <sqlite3.h>

#include <cstring>
#include <span>
#include <type_traits>

#include "base/encoding.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {
namespace {

// A byte for the algorithm, the digest, then the numbers below. Little-endian, as are all
// processors that Berth is built for.
static_assert(std::endian::native == std::endian::little);
struct Numbers {
  std::uint64_t size_bytes;
  std::int64_t pushed_at_ms;
  MediaTypeId media_type;
  MediaTypeId artifact_media_type;
};
static_assert(std::has_unique_object_representations_v<Numbers>);

std::size_t digest_bytes(HashAlgorithm algorithm) {
  return algorithm == HashAlgorithm::sha512 ? 64 : 32;
}

// SQL: pack_image(digest TEXT, size, pushed_at, media_type, artifact_media_type INTEGER) -> BLOB
void pack_image_in_sql(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* digest = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  const auto integer = [values](int index) { return sqlite3_value_int64(values[index]); };
  if (digest == nullptr || !Digest::parse(digest)) {
    sqlite3_result_error(context, "pack_image: not a digest", -1);
    return;
  }
  const std::string packed =
      pack_image({.digest = digest,
                  .size_bytes = static_cast<std::uint64_t>(integer(1)),
                  .pushed_at = from_milliseconds(integer(2)),
                  .media_type = static_cast<MediaTypeId>(integer(3)),
                  .artifact_media_type = static_cast<MediaTypeId>(integer(4))});
  sqlite3_result_blob64(context, packed.data(), packed.size(), SQLITE_TRANSIENT);
}

}  // namespace

std::string pack_image(const ImageFacts& facts) {
  const std::size_t colon = facts.digest.find(':');
  const HashAlgorithm algorithm = parse_hash_algorithm(facts.digest.substr(0, colon)).value();
  const Numbers numbers{.size_bytes = facts.size_bytes,
                        .pushed_at_ms = to_milliseconds(facts.pushed_at),
                        .media_type = facts.media_type,
                        .artifact_media_type = facts.artifact_media_type};
  std::string packed(1, static_cast<char>(algorithm));
  packed += from_hex(facts.digest.substr(colon + 1)).value();
  return packed.append(reinterpret_cast<const char*>(&numbers), sizeof(numbers));
}

std::optional<ImageFacts> ImageUnpacker::unpack(std::string_view packed) {
  const auto algorithm = static_cast<HashAlgorithm>(packed.empty() ? '\0' : packed.front());
  const std::size_t length = digest_bytes(algorithm);
  if (packed.size() != 1 + length + sizeof(Numbers) || algorithm > HashAlgorithm::sha512) {
    return std::nullopt;
  }
  const std::string_view name = name_of(algorithm);
  char* end = digest_.data() + name.copy(digest_.data(), name.size());
  *end++ = ':';
  end = write_hex(std::as_bytes(std::span(packed)).subspan(1, length), end);
  Numbers numbers{};
  std::memcpy(&numbers, packed.data() + 1 + length, sizeof(numbers));
  return ImageFacts{.digest = std::string_view(digest_.data(), end),
                    .size_bytes = numbers.size_bytes,
                    .pushed_at = from_milliseconds(numbers.pushed_at_ms),
                    .media_type = numbers.media_type,
                    .artifact_media_type = numbers.artifact_media_type};
}

void register_pack_image(sqlite3* handle) {
  const int code = sqlite3_create_function_v2(
      handle, "pack_image", 5, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
      /*pApp=*/nullptr, pack_image_in_sql, /*xStep=*/nullptr, /*xFinal=*/nullptr,
      /*xDestroy=*/nullptr);
  if (code != SQLITE_OK) throw DatabaseError(sqlite3_errstr(code));
}

}  // namespace berth::storage::sqlite
