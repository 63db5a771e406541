// More of the contract about what writes outdate: writes that come seldom, or from a job.
#include "contract/basis_contract.h"

namespace berth {

using testing::Each;
using testing::IsEmpty;
using testing::IsSupersetOf;

TEST_P(BasisContract, ANewRegistryOutdatesOnlyWhatNoSmallerPartCovers) {
  const RegistryId later = *RegistryId::parse("333333333333");
  const RegistryAlias alias = *RegistryAlias::parse("later");
  const Basis listed = basis_of([](Reads& reads) { reads.accounts().list_registries(); });
  const Basis absent = basis_of([&](Reads& reads) { reads.accounts().find_registry(alias); });
  EXPECT_THAT(outdated_by([&] {
                ASSERT_TRUE(accounts().create_registry(
                    {.id = later, .alias = alias, .created_at = at(1)}, key(later, "AKIDLATER"),
                    {.name = "all", .document = ""}, {}));
              }),
              IsEmpty());
  EXPECT_FALSE(is_current(listed));
  EXPECT_FALSE(is_current(absent));
}

TEST_P(BasisContract, PurgingADeletedRepositoryOutdatesNoOther) {
  for (int i = 0; i < 200; ++i) push(web_, image(std::to_string(i)), tag(std::to_string(i)));
  ASSERT_TRUE(store().delete_repository(web_, RepositoryContent::is_deleted_too, {.at = at(9)}));
  EXPECT_THAT(outdated_by([&] {
                while (garbage().purge_repositories(100) != PurgeOutcome::nothing_to_do) {
                }
              }),
              Each("web"));
}

// Whichever repository holds it: the store need not know which ones do.
TEST_P(BasisContract, APushThatHealsASmallBlobOutdatesWhatHoldsIt) {
  ASSERT_TRUE(store().put_blob(web_.key, small_, "SMALL", at(0)));
  EXPECT_THAT(
      outdated_by([&] { ASSERT_TRUE(store().put_blob(tools_.key, small_, "small", at(0))); }),
      IsSupersetOf({"web", "tools"}));
}

}  // namespace berth
