#include "registry/use_cases/tags.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

TEST(ActorName, IsAnArnOnlyForUsersOfOtherAccounts) {
  const RegistryId own = *RegistryId::parse("123456789012");
  const RegistryId other = *RegistryId::parse("210987654321");
  const Repository repository{.registry = own,
                              .alias = *RegistryAlias::parse("acme"),
                              .name = *RepositoryName::parse("app"),
                              .created_at = {}};
  const Principal user{.registry = own, .user_name = "ci", .access_key_id = "AKID"};
  EXPECT_EQ(actor_name(repository, user), "ci");
  const Principal stranger{.registry = other, .user_name = "ci", .access_key_id = "AKID"};
  EXPECT_EQ(actor_name(repository, stranger), "arn:aws:iam::210987654321:user/ci");
}

}  // namespace
}  // namespace berth
