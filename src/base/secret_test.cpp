#include "base/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace berth {
namespace {

// A secret in a place of our own, whose bytes can be examined after its destruction. It must be
// short enough for the string to hold it inside itself: memory elsewhere is freed with the string.
class Place {
 public:
  Secret* make(const char* text) { return new (bytes_) Secret(std::string(text)); }
  [[nodiscard]] bool holds(std::string_view text) const {
    const std::string_view all(reinterpret_cast<const char*>(bytes_), sizeof(bytes_));
    return all.find(text) != std::string_view::npos;
  }

 private:
  alignas(Secret) std::byte bytes_[sizeof(Secret)]{};
};

TEST(Secret, IsReadWithoutBeingCopied) {
  const Secret secret("a secret");
  EXPECT_EQ(secret.view(), "a secret");
  EXPECT_EQ(std::string_view(secret), "a secret");
}

TEST(Secret, LeavesNothingWhereItWas) {
  Place place;
  Secret* secret = place.make("a secret");
  EXPECT_TRUE(place.holds("a secret"));
  secret->~Secret();
  EXPECT_FALSE(place.holds("a secret"));
}

TEST(Secret, LeavesNothingWhereItWasMovedFrom) {
  Place place;
  Secret* secret = place.make("a secret");
  const Secret moved = std::move(*secret);
  EXPECT_EQ(moved.view(), "a secret");
  EXPECT_FALSE(place.holds("a secret"));
  secret->~Secret();
}

TEST(Secret, LeavesNothingOfATextThatIsReplaced) {
  Place place;
  Secret* secret = place.make("a secret");
  *secret = Secret("another");
  EXPECT_FALSE(place.holds("a sec"));
  EXPECT_EQ(secret->view(), "another");
  secret->~Secret();
}

TEST(Secret, WipesATextInPlace) {
  std::string text(100, 's');
  const std::span<const char> bytes(text.data(), text.size());
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_TRUE(std::ranges::all_of(bytes, [](char c) { return c == 0; }));
}

}  // namespace
}  // namespace berth
