#include "app/open_files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

namespace berth::app {
namespace {

// Two cores, with a database of two files for each thread.
constexpr FileUsers kOthers{.threads = 19, .of_stores = 38};
constexpr unsigned kWanted = 10'000;

TEST(OpenFiles, TheSoftLimitIsRaisedToTheHardOne) {
  const auto raise_in_a_process_of_its_own = [] {
    const rlimit low{.rlim_cur = 64, .rlim_max = 128};
    if (::setrlimit(RLIMIT_NOFILE, &low) != 0) _exit(2);
    rlimit raised{};
    const bool is_raised = raise_open_files_limit() == low.rlim_max &&
                           ::getrlimit(RLIMIT_NOFILE, &raised) == 0 &&
                           raised.rlim_cur == low.rlim_max;
    _exit(is_raised ? 0 : 1);
  };
  EXPECT_EXIT(raise_in_a_process_of_its_own(), testing::ExitedWithCode(0), "");
}

TEST(OpenFiles, AllowAsManyConnectionsAsWantedIfTheLimitDoes) {
  EXPECT_EQ(connections_within(RLIM_INFINITY, kOthers, kWanted), kWanted);
  EXPECT_EQ(connections_within(20'000, kOthers, kWanted), kWanted);
  EXPECT_EQ(connections_within(20'000, kOthers, 1), 1U);
}

TEST(OpenFiles, AllowFewerConnectionsIfNotAllCanHaveTheirFiles) {
  for (const std::uint64_t open_files : {1024U, 4096U, 10'000U}) {
    const unsigned connections = connections_within(open_files, kOthers, kWanted);
    EXPECT_GT(connections, open_files / 5);
    EXPECT_LT(connections, open_files * 2 / 3);
  }
}

TEST(OpenFiles, MoreThreadsAndFilesOfStoresLeaveFewerConnections) {
  const unsigned connections = connections_within(4096, kOthers, kWanted);
  EXPECT_LT(connections_within(4096, {.threads = 200, .of_stores = 38}, kWanted), connections);
  EXPECT_LT(connections_within(4096, {.threads = 19, .of_stores = 400}, kWanted), connections);
}

TEST(OpenFiles, TheSmallestLimitLeavesConnections) {
  EXPECT_EQ(connections_within(256, kOthers, kWanted), 64U);
}

}  // namespace
}  // namespace berth::app
