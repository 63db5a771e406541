#include "cache/based_cache.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

struct Text {
  std::string text;
  Basis basis;
};

// Says what the test wants to hear about a repository; the version stands for what it is asked.
class StoreDouble final : public ReaderSource {
 public:
  std::unique_ptr<Reader> reader() override { return nullptr; }
  [[nodiscard]] ReadCost read_cost() const override { return ReadCost::brief; }
  [[nodiscard]] Currency currency(const Basis& basis) override {
    return basis.dependencies().front().version == current_version_ ? currency_
                                                                    : Currency::outdated;
  }
  [[nodiscard]] bool check(const Basis&) override {
    ++checks_;
    return is_good_;
  }

  ScopeVersion current_version_ = 1;
  Currency currency_ = Currency::current;
  bool is_good_ = true;
  int checks_ = 0;
};

class BasedCacheTest : public testing::Test {
 protected:
  void put(std::string key, ScopeVersion version) {
    cache_.put(std::move(key),
               std::make_shared<const Text>(Text{
                   .text = "made at " + std::to_string(version),
                   .basis = Basis({.scope = Scope::of(RepositoryKey{1}), .version = version})}),
               sizeof(Text));
  }
  bool knows(std::string_view key, Patience patience = Patience::cannot_wait) {
    return cache_.find(key, patience) != nullptr;
  }

  StoreDouble store_;
  BasedCache<Text> cache_{store_, 10'000};
};

TEST_F(BasedCacheTest, KeepsAValueAsLongAsItsBasisIsCurrent) {
  EXPECT_FALSE(knows("a"));
  put("a", 1);
  EXPECT_EQ(cache_.find("a", Patience::cannot_wait)->text, "made at 1");
  EXPECT_FALSE(knows("b"));
  store_.current_version_ = 2;
  EXPECT_FALSE(knows("a"));
  put("a", 2);
  EXPECT_EQ(cache_.find("a", Patience::cannot_wait)->text, "made at 2");
}

TEST_F(BasedCacheTest, DropsWhatIsOutdated) {
  put("a", 1);
  store_.current_version_ = 2;
  EXPECT_FALSE(knows("a"));
  store_.current_version_ = 1;
  EXPECT_FALSE(knows("a"));
}

TEST_F(BasedCacheTest, KeepsNothingThatIsOutdatedAlready) {
  put("a", 2);
  store_.current_version_ = 2;
  EXPECT_FALSE(knows("a"));
}

TEST_F(BasedCacheTest, AsksTheStoreOnlyForCallersThatCanWait) {
  store_.currency_ = Currency::must_ask;
  put("a", 1);
  EXPECT_FALSE(knows("a"));
  EXPECT_EQ(store_.checks_, 0);
  EXPECT_TRUE(knows("a", Patience::can_wait));
  EXPECT_EQ(store_.checks_, 1);
  store_.is_good_ = false;
  EXPECT_FALSE(knows("a", Patience::can_wait));
  store_.is_good_ = true;
  EXPECT_FALSE(knows("a", Patience::can_wait));
}

}  // namespace
}  // namespace berth
