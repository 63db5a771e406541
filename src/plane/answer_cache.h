// Answers that a plane gave, kept for callers that ask for the same before anything changes
// (docs/decisions/0005-answers-from-memory.md).
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cache/versioned_cache.h"
#include "plane/kept_body.h"

namespace berth::plane {

// Facts: what the plane must know about an answer besides the answer itself. Any thread may call.
template <typename Facts>
class AnswerCache {
 public:
  struct Answer {
    http::Response response;
    Facts facts;
  };

  // Large answers are kept in nameless files in `folder`; empty: in memory, like the others.
  AnswerCache(std::size_t max_bytes, std::filesystem::path folder)
      : folder_(std::move(folder)), known_(max_bytes) {}

  // Null: the answer must be made.
  std::shared_ptr<const Answer> find(const StoreVersion& version, std::string_view key) {
    auto known = known_.find(version, key);
    if (known == nullptr || !*known) return nullptr;
    const Answer& answer = **known;
    return {std::move(known), &answer};
  }

  // `version` as for VersionedCache::put(). May write a file: an answer that is worth one is kept
  // only when it is made a second time, since most large answers are asked for once between two
  // changes. The caller's copy shares the body of an answer that is kept.
  void put(const StoreVersion& version, std::string key, http::Response& response, Facts facts) {
    std::size_t bytes = sizeof(Known);
    Known known;
    const bool is_for_file = !folder_.empty() && is_worth_a_file(response);
    if (!is_for_file || known_.find(version, key) != nullptr) {
      if (is_for_file) move_to_file(response, folder_);
      bytes += share_body(response);
      known = Answer{.response = response, .facts = std::move(facts)};
    }
    known_.put(version, std::move(key), std::make_shared<const Known>(std::move(known)), bytes);
  }

 private:
  // nullopt: the answer was made once; the next time it goes into a file.
  using Known = std::optional<Answer>;

  const std::filesystem::path folder_;
  VersionedCache<Known> known_;
};

}  // namespace berth::plane
