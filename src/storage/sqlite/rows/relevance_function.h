#pragma once

struct sqlite3;

namespace berth::storage::sqlite {

// Gives queries of FTS5 tables the function relevance(table, number of words): what a row is worth
// by registry/rules/relevance.h. The query must have two phrases for each word, in the order of the
// words, before all others: the whole word, and its beginning. The columns of the table must begin
// with those of SearchedText.
void register_relevance(sqlite3* handle);

}  // namespace berth::storage::sqlite
