// flock(2) in place of libc's, for one source file of a test program: no test can mount a file
// system without locks.
#pragma once

#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace berth {

// While it lives, flock(2) fails with `failure`.
class FailingFlock {
 public:
  explicit FailingFlock(int failure) { current() = failure; }
  FailingFlock(const FailingFlock&) = delete;
  FailingFlock& operator=(const FailingFlock&) = delete;
  ~FailingFlock() { current() = 0; }

  static int& current() {
    static int failure = 0;
    return failure;
  }
};

}  // namespace berth

extern "C" int flock(int descriptor, int operation) noexcept {
  if (berth::FailingFlock::current() == 0) {
    return static_cast<int>(::syscall(SYS_flock, descriptor, operation));
  }
  errno = berth::FailingFlock::current();
  return -1;
}
