#include "plane/gathered_body.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "base/test_support.h"
#include "http/refusal.h"

namespace berth::plane {
namespace {

constexpr std::uint64_t kLimitBytes = 1 << 20;
constexpr std::uint64_t kShareBytes = 2 * kLimitBytes;

// Keeps the body that it is given.
class KeepingExchange final : public http::Exchange {
 public:
  using Exchange::Exchange;

  http::BodyPlan plan() override { return http::StreamedBody{}; }
  http::Response answer(std::string_view body) override {
    body_ = body;
    return http::text_response(200, "answered");
  }
  std::variant<http::Response, std::unique_ptr<http::BodySink>> open() override {
    return http::Response();
  }
  http::Response too_large(std::uint64_t) override { return http::text_response(413, ""); }
  http::Response refused(const http::Refusal& refusal) override {
    return http::plain_refusal(refusal);
  }
  http::Response failed() override { return http::text_response(500, ""); }

  std::string body_;
};

class GatheredBody : public testing::Test {
 protected:
  using Opened = std::variant<http::Response, std::unique_ptr<http::BodySink>>;

  Opened open(std::string_view access_key_id = "AKID") {
    return gather_body(exchange_, kLimitBytes, room_, access_key_id);
  }
  std::unique_ptr<http::BodySink> sink(std::string_view access_key_id = "AKID") {
    return std::get<std::unique_ptr<http::BodySink>>(open(access_key_id));
  }
  static std::optional<http::Response> write(http::BodySink& to, std::string_view text) {
    return to.write(std::as_bytes(std::span(text)));
  }
  // Open files in the folder that no longer have a name.
  [[nodiscard]] std::ptrdiff_t nameless_files() const {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::count_if(begin(all), end(all), [this](const auto& entry) {
      std::error_code gone;
      const std::string target = std::filesystem::read_symlink(entry.path(), gone).string();
      return target.starts_with(folder_.path().string()) && target.ends_with("(deleted)");
    });
  }

  TemporaryFolder folder_;
  ByteBudget budget_{kShareBytes * kSharesOfABudget};
  const BodyRoom room_{budget_, folder_.path()};
  http::RequestHead head_;
  KeepingExchange exchange_{head_};
  const std::string half_ = std::string(kLimitBytes / 2, 'a');
  const std::string rest_ = std::string(kLimitBytes / 2, 'b');
};

TEST_F(GatheredBody, ReachesItsExchangeWholeFromMemoryOrFromAFile) {
  for (const std::string& body : {std::string("short"), half_ + rest_}) {
    const auto to = sink();
    EXPECT_FALSE(write(*to, std::string_view(body).substr(0, body.size() / 2)));
    EXPECT_FALSE(write(*to, std::string_view(body).substr(body.size() / 2)));
    EXPECT_EQ(to->finish().status, 200U);
    EXPECT_TRUE(exchange_.body_ == body);
  }
}

TEST_F(GatheredBody, IsInAFileWithoutANameOnceItIsLong) {
  const auto to = sink();
  EXPECT_FALSE(write(*to, std::string(kMaxBodyInMemoryBytes, 'a')));
  EXPECT_EQ(nameless_files(), 0);
  EXPECT_FALSE(write(*to, "b"));
  EXPECT_EQ(nameless_files(), 1);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(GatheredBody, StaysInMemoryIfNoFileCanBeMade) {
  const BodyRoom nowhere{budget_, folder_.path() / "none"};
  auto opened = gather_body(exchange_, kLimitBytes, nowhere, {});
  http::BodySink& to = *std::get<std::unique_ptr<http::BodySink>>(opened);
  EXPECT_FALSE(write(to, half_));
  EXPECT_FALSE(write(to, rest_));
  EXPECT_EQ(to.finish().status, 200U);
  EXPECT_TRUE(exchange_.body_ == half_ + rest_);
}

TEST_F(GatheredBody, IsRefusedBeyondItsLimit) {
  const auto to = sink();
  EXPECT_FALSE(write(*to, half_));
  EXPECT_FALSE(write(*to, rest_));
  EXPECT_EQ(write(*to, "c")->status, 413U);
  head_.content_length = kLimitBytes + 1;
  EXPECT_EQ(std::get<http::Response>(open()).status, 413U);
}

TEST_F(GatheredBody, CountsAsItArrivesUntilItIsAnswered) {
  auto to = sink();
  EXPECT_EQ(budget_.held_bytes(), 0U);
  EXPECT_FALSE(write(*to, half_));
  EXPECT_EQ(budget_.held_bytes(), half_.size());
  to->finish();
  to.reset();
  EXPECT_EQ(budget_.held_bytes(), 0U);
}

TEST_F(GatheredBody, IsRefusedBeyondItsShareWithRetryAfter) {
  std::vector<std::unique_ptr<http::BodySink>> slow;
  for (std::uint64_t held = 0; held < kShareBytes; held += half_.size()) {
    slow.push_back(sink());
    ASSERT_FALSE(write(*slow.back(), half_));
  }
  const auto refusal = write(*sink(), "c");
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->status, 503U);
  EXPECT_EQ(refusal->fields.find("Retry-After"), "1");
  head_.content_length = 1;
  EXPECT_EQ(std::get<http::Response>(open()).status, 503U);
  // The key's share is used up for all clients, the client's for all keys.
  head_.client_address = *IpAddress::parse("192.0.2.2");
  EXPECT_EQ(std::get<http::Response>(open()).status, 503U);
  EXPECT_FALSE(write(*sink("AKIDOTHER"), "c"));
  head_.client_address = {};
  EXPECT_EQ(std::get<http::Response>(open("AKIDOTHER")).status, 503U);
  slow.pop_back();
  EXPECT_FALSE(write(*sink(), "c"));
}

}  // namespace
}  // namespace berth::plane
