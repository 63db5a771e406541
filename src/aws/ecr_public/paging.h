// Pages of the Describe* lists.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "aws/ecr_public/operation.h"

namespace berth::aws {

// "If this parameter is not used, then ... returns up to 100 results" (the service's API
// reference, every Describe* operation).
inline constexpr std::size_t kDefaultPageSize = 100;

struct Page {
  std::string after;  // the key of the last element returned; empty: from the start
  std::size_t limit = kDefaultPageSize;
};

// InvalidParameterException if the token does not belong to this listing. An empty token counts as
// absent.
Outcome<Page> read_page(const Context& context, const ListingScope& scope,
                        const std::optional<std::string>& next_token,
                        const std::optional<std::int64_t>& max_results);

// InvalidParameterException, because a request that names its elements has no pages.
Outcome<void> refuse_paging(std::string_view list_member,
                            const std::optional<std::string>& next_token,
                            const std::optional<std::int64_t>& max_results);

}  // namespace berth::aws
