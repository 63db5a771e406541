#include "registry/rules/repositories.h"

#include <gtest/gtest.h>

#include "registry/rules/test_support.h"

namespace berth {
namespace {

NewRepository wanted(std::vector<ResourceTag> tags = {}) {
  const Repository web = web_repository();
  return {.registry = web.registry,
          .name = web.name,
          .created_at = {},
          .resource_tags = std::move(tags)};
}

std::vector<ResourceTag> tags(int first, int last) {
  std::vector<ResourceTag> tags;
  for (int i = first; i < last; ++i) tags.push_back({.key = std::to_string(i), .value = ""});
  return tags;
}

TEST(CheckNewRepository, NeedsARegistryAFreeNameAndRoom) {
  const auto refusal_of = [](const NewRepositoryFacts& facts, std::vector<ResourceTag> tags = {}) {
    const auto checked =
        check_new_repository(wanted(std::move(tags)), facts, {.repositories_per_registry = 2});
    return checked ? std::nullopt : std::optional(checked.error());
  };
  const auto about_web = [](ErrorCode code) {
    return Error{.code = code, .registry = "123456789012", .repository = "web"};
  };
  EXPECT_EQ(refusal_of({}), about_web(ErrorCode::registry_not_found));
  EXPECT_EQ(refusal_of({.repository_count = 2, .is_name_taken = true}),
            about_web(ErrorCode::repository_already_exists));
  EXPECT_EQ(refusal_of({.repository_count = 2})->code, ErrorCode::limit_exceeded);
  EXPECT_EQ(refusal_of({.repository_count = 1}, tags(0, 51))->code,
            ErrorCode::too_many_resource_tags);
  EXPECT_EQ(refusal_of({.repository_count = 1}, tags(0, 50)), std::nullopt);
}

TEST(CheckResourceTags, CountsEachKeyOnce) {
  EXPECT_TRUE(check_resource_tags(tags(0, 50), tags(7, 8)));
  EXPECT_TRUE(check_resource_tags(tags(0, 40), tags(30, 50)));
  EXPECT_FALSE(check_resource_tags(tags(0, 50), tags(50, 51)));
  EXPECT_FALSE(check_resource_tags({}, tags(0, 51)));
}

}  // namespace
}  // namespace berth
