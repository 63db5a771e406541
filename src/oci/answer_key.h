// By what answers are kept: the part of a request that can make a difference. There are any number
// of ways to ask for one manifest or one list, and each would be kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "http/message.h"
#include "oci/route.h"

namespace berth::oci {

struct AnswerKey {
  std::string text;  // of everything but the count
  // How many entries of a list are wanted, if fewer than a page may have. It cuts only a list that
  // has more of them.
  std::optional<std::uint64_t> count;

  // Of an answer that the count has cut.
  [[nodiscard]] std::string of_page() const;
};

// Whether a request is kept by its path as it is: then its route need not be known.
bool is_kept_by_path(const http::RequestHead& head);

// `route`: the request's, which is not needed where it is kept by its path.
AnswerKey answer_key(const http::RequestHead& head, const std::optional<Route>& route);

}  // namespace berth::oci
