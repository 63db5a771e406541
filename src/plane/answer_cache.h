// Answers that a plane gave, kept for callers that ask for the same before anything that they
// depend on changes (docs/decisions/0005-answers-from-memory.md).
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/tally.h"
#include "cache/based_cache.h"
#include "plane/kept_body.h"

namespace berth::plane {

// How many reads were answered from memory, and for how many the answer had to be made.
struct AnswerCounts {
  Tally hits;
  Tally misses;
};
struct AnswerFigures {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::uint64_t bytes = 0;  // kept now
};

// Facts: what the plane must know about an answer besides the answer itself. Any thread may call.
template <typename Facts>
class AnswerCache {
 public:
  struct Answer {
    http::Response response;
    Facts facts;
  };

  // Large answers are kept in nameless files in `folder`; empty: in memory, like the others.
  // The store must outlive the cache.
  AnswerCache(ReaderSource& store, std::size_t max_bytes, std::filesystem::path folder)
      : folder_(std::move(folder)), known_(store, max_bytes) {}

  // Approximately what is kept, in bytes.
  [[nodiscard]] std::size_t bytes() const { return known_.bytes(); }

  // Null: the answer must be made.
  std::shared_ptr<const Answer> find(std::string_view key, Patience patience) {
    auto known = known_.find(key, patience);
    if (known == nullptr || !known->answer) return nullptr;
    const Answer& answer = *known->answer;
    return {std::move(known), &answer};
  }

  // `basis`: what the answer depends on. May write a file and ask the store: an answer that is
  // worth a file is kept only when it is made a second time, since most large answers are asked for
  // once between two changes. If it is kept, `response` shares its body from then on.
  void keep_and_share(const Basis& basis, std::string key, http::Response& response, Facts facts) {
    std::size_t bytes = sizeof(Known);
    Known known{.basis = basis, .answer = std::nullopt};
    const bool is_for_file = !folder_.empty() && is_worth_a_file(response);
    if (!is_for_file || known_.find(key, Patience::can_wait) != nullptr) {
      if (is_for_file) move_to_file(response, folder_);
      bytes += share_body(response);
      known.answer = Answer{.response = response, .facts = std::move(facts)};
    }
    known_.put(std::move(key), std::make_shared<const Known>(std::move(known)), bytes);
  }

 private:
  struct Known {
    Basis basis;
    std::optional<Answer> answer;  // nullopt: it was made once; the next time it goes into a file
  };

  const std::filesystem::path folder_;
  BasedCache<Known> known_;
};

}  // namespace berth::plane
