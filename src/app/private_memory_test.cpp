#include "app/private_memory.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace berth::app {
namespace {

TEST(PrivateMemory, LeavesNoCoreAndCannotBeReadByOthers) {
  const auto in_a_process_of_its_own = [] {
    make_memory_private();
    rlimit core{};
    const bool is_private = ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 &&
                            ::getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0;
    _exit(is_private ? 0 : 1);
  };
  EXPECT_EXIT(in_a_process_of_its_own(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace berth::app
