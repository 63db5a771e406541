#include "plane/answer_cache.h"

#include <gtest/gtest.h>

namespace berth::plane {
namespace {

// Nothing is read with it, and all that matters is whether it says that something has changed.
class ChangingStore final : public ReaderSource {
 public:
  std::unique_ptr<Reader> reader() override { return nullptr; }
  [[nodiscard]] ReadCost read_cost() const override { return ReadCost::brief; }
  [[nodiscard]] Currency currency(const Basis&) override { return currency_; }
  [[nodiscard]] bool check(const Basis&) override { return currency_ == Currency::current; }

  Currency currency_ = Currency::current;
};

const std::string kLarge(kMinFiledBytes, 'a');
const std::string kSmall(kMinFiledBytes - 1, 'a');

class AnswerCacheTest : public testing::Test {
 protected:
  using Cache = AnswerCache<int>;

  // Makes the answer, like a plane that does not know it; returns what its client is sent.
  static http::Response make(Cache& cache, const std::string& text) {
    http::Response response;
    response.body = text;
    cache.keep_and_share(Basis(), "key", response, 7);
    return response;
  }
  static std::string content_of(const http::Response& response) {
    const auto& range = std::get<http::StoredRange>(response.body);
    EXPECT_EQ(range.offset, 0U);
    return read_start(*std::get<std::shared_ptr<const File>>(range.from), range.length);
  }

  ChangingStore store_;
  Cache cache_{store_, std::size_t{1} << 20U, testing::TempDir()};
};

TEST_F(AnswerCacheTest, RepeatsASmallAnswerFromMemory) {
  EXPECT_FALSE(cache_.find("key", Patience::cannot_wait));
  EXPECT_EQ(http::text_of(make(cache_, kSmall)), kSmall);
  const auto known = cache_.find("key", Patience::cannot_wait);
  ASSERT_TRUE(known);
  EXPECT_EQ(http::text_of(known->response), kSmall);
  EXPECT_TRUE(std::holds_alternative<http::SharedText>(known->response.body));
  EXPECT_EQ(known->facts, 7);
  store_.currency_ = Currency::outdated;
  EXPECT_FALSE(cache_.find("key", Patience::cannot_wait));
}

TEST_F(AnswerCacheTest, RepeatsALargeAnswerFromAFileOnceItWasMadeAgain) {
  EXPECT_EQ(http::text_of(make(cache_, kLarge)), kLarge);
  EXPECT_FALSE(cache_.find("key", Patience::cannot_wait));
  EXPECT_EQ(content_of(make(cache_, kLarge)), kLarge);
  const auto known = cache_.find("key", Patience::cannot_wait);
  ASSERT_TRUE(known);
  EXPECT_EQ(content_of(known->response), kLarge);
  EXPECT_EQ(known->facts, 7);
}

TEST_F(AnswerCacheTest, RepeatsALargeAnswerFromMemoryWithoutAFolder) {
  Cache cache(store_, std::size_t{1} << 20U, {});
  make(cache, kLarge);
  const auto known = cache.find("key", Patience::cannot_wait);
  ASSERT_TRUE(known);
  EXPECT_EQ(http::text_of(known->response), kLarge);
}

TEST_F(AnswerCacheTest, RepeatsALargeAnswerFromMemoryIfNoFileCanBeMade) {
  Cache cache(store_, std::size_t{1} << 20U, testing::TempDir() + "no-such-folder");
  make(cache, kLarge);
  EXPECT_EQ(http::text_of(make(cache, kLarge)), kLarge);
  const auto known = cache.find("key", Patience::cannot_wait);
  ASSERT_TRUE(known);
  EXPECT_EQ(http::text_of(known->response), kLarge);
}

}  // namespace
}  // namespace berth::plane
