#include "registry/rules/upload_ownership.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

constexpr SteadyTime kStart{};
constexpr UploadHolder kHolder{.epoch = 7, .uses_begun = 3, .uses = 0, .idle_since = kStart};
constexpr std::uint64_t kClaimant = 8;

TEST(UploadOwnership, AHolderIsBusyUntilItHasBeenIdleForAWhile) {
  EXPECT_TRUE(is_busy(kHolder, kStart));
  EXPECT_TRUE(is_busy(kHolder, kStart + kIdleBeforeTakeover - std::chrono::nanoseconds(1)));
  EXPECT_FALSE(is_busy(kHolder, kStart + kIdleBeforeTakeover));
  UploadHolder writing = kHolder;
  writing.uses = 1;
  EXPECT_TRUE(is_busy(writing, kStart + std::chrono::hours(1)));
}

TEST(UploadOwnership, AHolderMayGoOnUntilAnotherWriterHasTheSession) {
  EXPECT_TRUE(may_change(kHolder.epoch, std::nullopt, kHolder));
  UploadHolder taken_over = kHolder;
  taken_over.epoch = kClaimant;
  EXPECT_FALSE(may_change(kHolder.epoch, std::nullopt, taken_over));
  EXPECT_EQ(refusal_of_change(std::nullopt), ErrorCode::upload_not_found);
}

TEST(UploadOwnership, AClaimIsGoodUntilTheHolderGoesOn) {
  const UploadClaim claim = claim_on(kHolder);
  EXPECT_TRUE(may_change(kClaimant, claim, kHolder));
  UploadHolder writing = kHolder;
  writing.uses = 1;
  UploadHolder has_written = kHolder;
  ++has_written.uses_begun;
  UploadHolder other = kHolder;
  ++other.epoch;
  for (const UploadHolder& holder : {writing, has_written, other}) {
    EXPECT_FALSE(may_change(kClaimant, claim, holder));
  }
  EXPECT_EQ(refusal_of_change(claim), ErrorCode::upload_in_use);
}

}  // namespace
}  // namespace berth
