#include "aws/ecr_public/paging.h"

#include "aws/ecr_public/messages.h"

namespace berth::aws {
namespace {

// An empty token counts as absent: some clients always send the member.
bool is_given(const std::optional<std::string>& next_token) {
  return next_token && !next_token->empty();
}

}  // namespace

Outcome<Page> read_page(const Context& context, const ListingScope& scope,
                        const std::optional<std::string>& next_token,
                        const std::optional<std::int64_t>& max_results) {
  Page page;
  if (max_results) page.limit = static_cast<std::size_t>(*max_results);
  if (is_given(next_token)) {
    auto position = context.next_tokens.open(scope, *next_token);
    if (!position) return invalid_parameter("NextToken", messages::kInvalidNextToken);
    page.after = *std::move(position);
  }
  return page;
}

Outcome<void> refuse_paging(std::string_view list_member,
                            const std::optional<std::string>& next_token,
                            const std::optional<std::int64_t>& max_results) {
  const std::string reason = messages::not_together_with(list_member);
  if (is_given(next_token)) return invalid_parameter("nextToken", reason);
  if (max_results) return invalid_parameter("maxResults", reason);
  return {};
}

}  // namespace berth::aws
