// The key under which an answer is kept: the part of a request that can make a difference. One
// manifest or list can be asked for in any number of ways, and each would be kept separately.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "http/message.h"
#include "oci/route.h"

namespace berth::oci {

struct AnswerKey {
  std::string text;  // everything except the count
  // How many entries of a list are wanted, if fewer than the most of a page. Cuts only a list that
  // has more.
  std::optional<std::uint64_t> count;

  // The key of an answer that the count has cut.
  [[nodiscard]] std::string of_page() const;
};

// Whether the path itself is the key of a request: then its route need not be known.
bool is_kept_by_path(const http::RequestHead& head);

// `route`: the request's; not needed if the path is the key.
AnswerKey answer_key(const http::RequestHead& head, const std::optional<Route>& route);

}  // namespace berth::oci
