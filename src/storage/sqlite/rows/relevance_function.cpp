#include "storage/sqlite/rows/relevance_function.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>

#include "registry/rules/relevance.h"
#include "storage/sqlite/engine/database.h"

namespace berth::storage::sqlite {
namespace {

constexpr int kNameColumn = 0;

// The pointer by which FTS5 gives its interface (https://www.sqlite.org/fts5.html, section 7).
fts5_api* find_fts5(sqlite3* handle) {
  fts5_api* api = nullptr;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle, "SELECT fts5(?)", -1, &statement, nullptr) == SQLITE_OK) {
    sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    sqlite3_step(statement);
  }
  sqlite3_finalize(statement);
  return api;
}

struct Phrase {
  int index = 0;
  WordMatch match = WordMatch::whole;
};

// What the best place of a phrase in the current row is worth; 0: it does not occur.
std::int64_t best_place(const Fts5ExtensionApi& api, Fts5Context* row, const Phrase& phrase) {
  std::int64_t best = 0;
  Fts5PhraseIter places{};
  int column = 0;
  api.xPhraseFirstColumn(row, phrase.index, &places, &column);
  while (column >= 0) {
    if (static_cast<std::size_t>(column) < kSearchedTexts) {
      best = std::max(best, relevance_of(static_cast<SearchedText>(column), phrase.match));
    }
    api.xPhraseNextColumn(row, &places, &column);
  }
  return best;
}

void relevance_in_sql(const Fts5ExtensionApi* api, Fts5Context* row, sqlite3_context* context,
                      int count, sqlite3_value** values) {
  const int words = count > 0 ? sqlite3_value_int(values[0]) : 0;
  std::int64_t relevance = 0;
  bool all_are_in_name = words > 0;
  for (int word = 0; word < words; ++word) {
    const auto whole = best_place(*api, row, {.index = 2 * word, .match = WordMatch::whole});
    const auto beginning =
        best_place(*api, row, {.index = 2 * word + 1, .match = WordMatch::beginning});
    relevance += std::max(whole, beginning);
    all_are_in_name &= whole == relevance_of(SearchedText::name, WordMatch::whole);
  }
  int words_of_name = 0;
  if (all_are_in_name && api->xColumnSize(row, kNameColumn, &words_of_name) == SQLITE_OK &&
      words_of_name == words) {
    relevance += kWholeNameRelevance;
  }
  sqlite3_result_int64(context, relevance);
}

}  // namespace

void register_relevance(sqlite3* handle) {
  fts5_api* api = find_fts5(handle);
  if (api == nullptr) throw DatabaseError("this SQLite has no full-text search (FTS5)");
  const int code =
      api->xCreateFunction(api, "relevance", /*pContext=*/nullptr, relevance_in_sql, nullptr);
  if (code != SQLITE_OK) throw DatabaseError(sqlite3_errstr(code));
}

}  // namespace berth::storage::sqlite
