// Keeps answers to reads, for callers that ask for the same before anything changes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "oci/answer_key.h"
#include "oci/operation_table.h"
#include "plane/answer_cache.h"

namespace berth::oci {

// Holds some thousands of manifests, small blobs and lists of tags that were requested since the
// last push.
inline constexpr std::size_t kMaxAnswerCacheBytes = std::size_t{16} << 20U;

// Any thread may call.
class KeptAnswers {
 public:
  struct Facts {
    Endpoint endpoint;
    std::optional<std::uint64_t> all_entries;  // of a complete list: its number of entries
  };
  using Cache = plane::AnswerCache<Facts>;

  // As for plane::AnswerCache.
  KeptAnswers(ReaderSource& store, std::filesystem::path folder)
      : answers_(store, kMaxAnswerCacheBytes, std::move(folder)) {}

  // A kept answer to GET or HEAD, made without regard to the conditions of a request. Null: none is
  // kept.
  std::shared_ptr<const Cache::Answer> find(const AnswerKey& key, http::Method method,
                                            Patience patience);
  [[nodiscard]] std::size_t bytes() const { return answers_.bytes(); }
  // Keeps an answer that is_lasting(); its body may then be shared.
  void keep(const Basis& basis, const AnswerKey& key, const Operation& operation,
            Answered& answered);

 private:
  std::shared_ptr<const Cache::Answer> find_made(const AnswerKey& key, Patience patience);

  Cache answers_;
};

// Whether the answer stays the same for every caller while the store is unchanged: true for reads
// of metadata, except HEAD of a list, and for whole blobs that are not sent from their file.
bool is_lasting(const Operation& operation, const http::Response& answer);

// Whether a kept answer of that endpoint can answer this request. HEAD of a blob does more than
// answer, and a part is not the whole.
bool answers(const http::RequestHead& head, Endpoint endpoint);

// Whether the operation only reads: all others write, or hold a blob.
bool only_reads(const Operation& operation);

}  // namespace berth::oci
