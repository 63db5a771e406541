#include "storage/sqlite/rows/version_key_function.h"

#include <sqlite3.h>

#include <algorithm>

#include "registry/values/names.h"
#include "registry/values/version_key.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {
namespace {

void version_key_in_sql(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* name = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  const auto length = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
  // Only a damaged row has a longer name: it gets the key of its beginning.
  const std::string_view text(name != nullptr ? name : "", std::min(length, TagName::kMaxLength));
  const VersionKey key = VersionKey::of(text);
  sqlite3_result_blob64(context, key.bytes().data(), key.bytes().size(), SQLITE_TRANSIENT);
}

}  // namespace

void register_version_key(sqlite3* handle) {
  const int code = sqlite3_create_function_v2(
      handle, "version_key", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
      /*pApp=*/nullptr, version_key_in_sql, /*xStep=*/nullptr, /*xFinal=*/nullptr,
      /*xDestroy=*/nullptr);
  if (code != SQLITE_OK) throw DatabaseError(sqlite3_errstr(code));
}

}  // namespace berth::storage::sqlite
