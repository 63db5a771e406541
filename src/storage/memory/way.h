// The way between a process and a store in memory: none, or as if to another machine.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

#include "registry/ports/read_cost.h"

namespace berth::storage::memory {

enum class Distance : std::uint8_t {
  here,
  remote,  // another machine: each call takes a while, and versions have to be asked for
};

// What passes on the way to stores that are remote: tests count it, and hold it back. Any thread
// may call.
class Gate {
 public:
  void open();
  // Only that many more pass, until it is opened.
  void close_after(unsigned passes);
  // Waits until the gate lets this thread pass.
  void pass();

  // How many came to the gate so far.
  [[nodiscard]] std::uint64_t count();
  // Waits until a thread waits at the gate. False: nobody does, and it is open.
  [[nodiscard]] bool await_waiting();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<unsigned> left_;  // may still pass; nullopt: any number
  unsigned waiting_ = 0;
  std::uint64_t count_ = 0;
};

// Any thread may call.
class Way {
 public:
  // The gate must outlive the way.
  Way(Distance distance, Gate& gate) : distance_(distance), gate_(&gate) {}

  [[nodiscard]] ReadCost cost() const {
    return distance_ == Distance::here ? ReadCost::brief : ReadCost::may_wait;
  }
  // Takes as long as the way to the store and back. To be called without any lock.
  void travel() const;

 private:
  Distance distance_;
  Gate* gate_;
};

// How often this thread has been on the way to a store that is remote.
std::uint64_t trips_of_this_thread();

}  // namespace berth::storage::memory
