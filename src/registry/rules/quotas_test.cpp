#include "registry/rules/quotas.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

constexpr StorageQuota kUnlimited{.kind = StorageQuota::Kind::unlimited};

StorageQuota at_most(std::uint64_t limit_bytes) {
  return {.kind = StorageQuota::Kind::limited, .limit_bytes = limit_bytes};
}

UsedQuota refusal_of(const StorageFacts& facts, std::uint64_t more_bytes, const Quotas& quotas) {
  const auto checked = check_storage(facts, more_bytes, quotas);
  return checked ? UsedQuota() : facts_of<UsedQuota>(checked.error());
}

TEST(CheckStorage, AllowsEverythingWithoutALimit) {
  const StorageFacts facts{.repository = {.used_bytes = UINT64_MAX},
                           .registry = {.used_bytes = UINT64_MAX}};
  EXPECT_TRUE(check_storage(facts, UINT64_MAX, {}));
  EXPECT_FALSE(is_storage_limited(facts, {}));
  EXPECT_TRUE(is_storage_limited(facts, {.bytes_per_registry = 0}));
}

TEST(CheckStorage, CountsUpToTheLimitAndNotPastIt) {
  const StorageFacts facts{.repository = {.used_bytes = 6}, .registry = {.used_bytes = 8}};
  EXPECT_TRUE(check_storage(facts, 4, {.bytes_per_repository = 10}));
  EXPECT_EQ(refusal_of(facts, 5, {.bytes_per_repository = 10}),
            (UsedQuota{.quota = Quota::storage_per_repository, .limit = 10, .used = 6, .more = 5}));
  EXPECT_TRUE(check_storage(facts, 2, {.bytes_per_registry = 10}));
  EXPECT_EQ(refusal_of(facts, UINT64_MAX, {.bytes_per_registry = 10}),
            (UsedQuota{
                .quota = Quota::storage_per_registry, .limit = 10, .used = 8, .more = UINT64_MAX}));
}

TEST(CheckStorage, AllowsToAddNothingToWhatHoldsTooMuch) {
  const StorageFacts facts{.repository = {.used_bytes = 6}};
  EXPECT_TRUE(check_storage(facts, 0, {.bytes_per_repository = 5}));
  EXPECT_FALSE(check_storage(facts, 1, {.bytes_per_repository = 5}));
}

TEST(CheckStorage, PrefersAQuotaOfItsOwnToTheSetting) {
  const Quotas quotas{.bytes_per_repository = 10, .bytes_per_registry = 10};
  StorageFacts facts{.repository = {.used_bytes = 6, .quota = at_most(20)},
                     .registry = {.used_bytes = 6, .quota = kUnlimited}};
  EXPECT_TRUE(check_storage(facts, 14, quotas));
  EXPECT_EQ(refusal_of(facts, 15, quotas).limit, 20U);
  facts.repository.quota = kUnlimited;
  facts.registry.quota = {};
  EXPECT_EQ(refusal_of(facts, 5, quotas),
            (UsedQuota{.quota = Quota::storage_per_registry, .limit = 10, .used = 6, .more = 5}));
  facts.registry.quota = at_most(6);
  EXPECT_FALSE(check_storage(facts, 1, {}));
}

}  // namespace
}  // namespace berth
