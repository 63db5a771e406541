#include "cli/stop_signals.h"

#include <cstdlib>
#include <ctime>

namespace berth::cli {
namespace {

// Wakes the thread that waits for a second signal, when the first one has done its work.
int wake_signal() {
  return SIGRTMIN;
}

}  // namespace

ServerSignals::ServerSignals() {
  sigemptyset(&set_);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, wake_signal()}) sigaddset(&set_, signal);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

void ServerSignals::await_stop(const std::function<void()>& hang_up) const {
  int signal = 0;
  while (sigwait(&set_, &signal) == 0 && signal != SIGTERM && signal != SIGINT) {
    if (signal == SIGHUP) hang_up();
  }
}

SecondStop::SecondStop(const ServerSignals& signals, std::function<void()> hurry)
    : signals_(signals), hurry_(std::move(hurry)), thread_([this] { watch(); }) {}

SecondStop::~SecondStop() {
  pthread_kill(thread_.native_handle(), wake_signal());
  thread_.join();
}

void SecondStop::watch() const {
  int signal = 0;
  do {
    if (sigwait(&signals_.set_, &signal) != 0 || signal == wake_signal()) return;
  } while (signal == SIGHUP);
  hurry_();
  sigset_t wake;
  sigemptyset(&wake);
  sigaddset(&wake, wake_signal());
  const timespec patience{.tv_sec = kPatience.count(), .tv_nsec = 0};
  if (sigtimedwait(&wake, nullptr, &patience) != wake_signal()) std::_Exit(EXIT_FAILURE);
}

}  // namespace berth::cli
