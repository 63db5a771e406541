// Answers to reads, for whoever asks for the same before anything changes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "oci/answer_key.h"
#include "oci/operation_table.h"
#include "plane/answer_cache.h"

namespace berth::oci {

// Of manifests, small blobs and lists of tags that were asked for since anything was last pushed:
// some thousands.
inline constexpr std::size_t kMaxAnswerCacheBytes = std::size_t{16} << 20U;

// Any thread may call.
class KeptAnswers {
 public:
  struct Facts {
    Endpoint endpoint;
    std::optional<std::uint64_t> all_entries;  // of a list that is not cut: how many it has
  };
  using Cache = plane::AnswerCache<Facts>;

  // `folder` as for plane::AnswerCache.
  explicit KeptAnswers(std::filesystem::path folder)
      : answers_(kMaxAnswerCacheBytes, std::move(folder)) {}

  // To GET or HEAD, made without a look at the conditions of a request. Null: nothing is kept that
  // answers this.
  std::shared_ptr<const Cache::Answer> find(const StoreVersion& version, const AnswerKey& key,
                                            http::Method method);
  // Keeps an answer that is_lasting(); its body may then be shared. `version`: as for
  // plane::AnswerCache::put().
  void keep(const StoreVersion& version, const AnswerKey& key, const Operation& operation,
            Answered& answered);

 private:
  std::shared_ptr<const Cache::Answer> find_made(const StoreVersion& version, const AnswerKey& key);

  Cache answers_;
};

// Whether the answer, once given, is the same for every caller for as long as the store is: reads
// of metadata, but for what HEAD does not say of lists, and of whole blobs that are not left in
// their file.
bool is_lasting(const Operation& operation, const http::Response& answer);

// Whether a kept answer, of that endpoint, is one to this request, too. HEAD of a blob does more
// than to answer, and a part is not the whole.
bool answers(const http::RequestHead& head, Endpoint endpoint);

// Whether what is there is told by rows alone. Of a blob the file has to be there too, by which
// time the rows may be gone, and HEAD may have it held.
bool is_of_metadata(Endpoint endpoint);

}  // namespace berth::oci
