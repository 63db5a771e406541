#include "base/byte_budget.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

constexpr std::uint64_t kLimit = 400;
constexpr std::uint64_t kShare = kLimit / kSharesOfABudget;

IpAddress address(std::string_view text) {
  return *IpAddress::parse(text);
}

TEST(ByteBudget, GivesOneClientItsShareAndNoMore) {
  ByteBudget budget(kLimit);
  ByteBudget::Hold one = budget.hold(address("192.0.2.1"));
  ByteBudget::Hold same = budget.hold(address("192.0.2.1"));
  EXPECT_TRUE(one.take(kShare - 1));
  EXPECT_FALSE(same.take(2));
  EXPECT_TRUE(same.has_room(1));
  EXPECT_TRUE(same.take(1));
  EXPECT_FALSE(same.has_room(1));
  EXPECT_TRUE(budget.hold(address("192.0.2.2")).take(kShare));
  EXPECT_EQ(budget.held_bytes(), kShare);
}

TEST(ByteBudget, TakesBackTheBytesOfAHoldThatEnds) {
  ByteBudget budget(kLimit);
  {
    ByteBudget::Hold hold = budget.hold(address("192.0.2.1"), "AKID");
    ASSERT_TRUE(hold.take(kShare));
    ByteBudget::Hold moved = std::move(hold);
    EXPECT_EQ(budget.held_bytes(), kShare);
    hold = budget.hold(address("192.0.2.1"), "AKID");
    EXPECT_FALSE(hold.take(1));
  }
  EXPECT_EQ(budget.held_bytes(), 0U);
  EXPECT_TRUE(budget.hold(address("192.0.2.1"), "AKID").take(kShare));
}

TEST(ByteBudget, LimitsOneKeyToItsShareAcrossAddresses) {
  ByteBudget budget(kLimit);
  ByteBudget::Hold one = budget.hold(address("192.0.2.1"), "AKID");
  ByteBudget::Hold other = budget.hold(address("192.0.2.2"), "AKID");
  EXPECT_TRUE(one.take(kShare / 2));
  EXPECT_TRUE(other.take(kShare / 2));
  EXPECT_FALSE(other.take(1));
  EXPECT_TRUE(budget.hold(address("192.0.2.2"), "AKIDOTHER").take(1));
}

TEST(ByteBudget, CountsAnIpv6NetworkOf64BitsAsOneClient) {
  ByteBudget budget(kLimit);
  ByteBudget::Hold one = budget.hold(address("2001:db8::1"));
  EXPECT_TRUE(one.take(kShare));
  EXPECT_FALSE(budget.hold(address("2001:db8::ffff:1")).take(1));
  EXPECT_TRUE(budget.hold(address("2001:db8:0:1::1")).take(1));
}

TEST(ByteBudget, IsUsedUpByOneClientPerShare) {
  ByteBudget budget(kLimit);
  std::vector<ByteBudget::Hold> holds;
  for (const char* text : {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"}) {
    holds.push_back(budget.hold(address(text)));
    EXPECT_TRUE(holds.back().take(kShare)) << text;
  }
  EXPECT_EQ(budget.held_bytes(), kLimit);
  EXPECT_FALSE(budget.hold(address("192.0.2.5")).take(1));
  holds.pop_back();
  EXPECT_TRUE(budget.hold(address("192.0.2.5")).take(kShare));
}

TEST(ByteBudget, KeepsHalfForCallersWithoutAnotherWay) {
  ByteBudget budget(kLimit);
  ByteBudget::Hold hold = budget.hold(address("192.0.2.1"));
  EXPECT_TRUE(hold.take(kShare / 2, ByteBudget::Need::spare));
  EXPECT_FALSE(hold.take(1, ByteBudget::Need::spare));
  EXPECT_TRUE(hold.take(kShare / 2));
}

TEST(ByteBudget, RefusesASumThatOverflows) {
  ByteBudget budget(kLimit);
  ByteBudget::Hold hold = budget.hold(address("192.0.2.1"));
  EXPECT_TRUE(hold.take(1));
  EXPECT_FALSE(hold.take(~std::uint64_t{0}));
  EXPECT_FALSE(ByteBudget::Hold().take(1));
}

}  // namespace
}  // namespace berth
