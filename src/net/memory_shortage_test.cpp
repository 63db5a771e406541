// What a server does when memory is short: allocations of this program fail when a test asks for
// it. Not with ThreadSanitizer, whose own operator new cannot be replaced.
#if defined(__clang__)
#if __has_feature(thread_sanitizer)
#define BERTH_NEW_CANNOT_BE_REPLACED
#endif
#endif
#ifndef BERTH_NEW_CANNOT_BE_REPLACED

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "net/session.h"
#include "net/test_support.h"

namespace {

// The next allocation of this size fails. 0: none does.
std::atomic<std::size_t> failing_size = 0;

}  // namespace

// Not inlined: GCC would warn about free() of what `new` returned (-Wmismatched-new-delete).
[[gnu::noinline]] void* operator new(std::size_t size) {
  std::size_t expected = size;
  if (size != 0 && failing_size.compare_exchange_strong(expected, 0)) throw std::bad_alloc();
  void* const room = std::malloc(size == 0 ? 1 : size);
  if (room == nullptr) throw std::bad_alloc();
  return room;
}
[[gnu::noinline]] void operator delete(void* room) noexcept {
  std::free(room);
}
[[gnu::noinline]] void operator delete(void* room, std::size_t) noexcept {
  std::free(room);
}

namespace berth::net {
namespace {

class MemoryShortage : public OverBothSchemes {};
INSTANTIATE_TEST_SUITE_P(Over, MemoryShortage, testing::ValuesIn(kBothSchemes), scheme_name);

TEST_P(MemoryShortage, ClosesAConnectionThatItCannotServeAndGivesBackItsPlace) {
  ServerConfig config;
  config.max_connections = 1;
  RunningServer running(GetParam(), config);
  failing_size = sizeof(Session);
  EXPECT_TRUE(running.connect_plain().is_closed_by_server());
  EXPECT_EQ(failing_size, 0U);
  Client next = running.connect();
  EXPECT_EQ(next.exchange("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n").status, 200U);
}

}  // namespace
}  // namespace berth::net

#endif  // BERTH_NEW_CANNOT_BE_REPLACED
