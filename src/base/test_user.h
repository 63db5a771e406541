// Tests of what a user may not do, also where root runs them.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

namespace berth {

inline constexpr uid_t kNobody = 65534;

// Acts as the user that runs the tests, or as another user if that is root.
class AsUser {
 public:
  explicit AsUser(uid_t other) { EXPECT_TRUE(former_ != 0 || ::seteuid(other) == 0); }
  AsUser(const AsUser&) = delete;
  AsUser& operator=(const AsUser&) = delete;
  ~AsUser() { EXPECT_TRUE(former_ != 0 || ::seteuid(former_) == 0); }

 private:
  const uid_t former_ = ::geteuid();
};

}  // namespace berth
