// A job that bench/run.py wants done, and its outcome.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "load/histogram.h"
#include "load/work.h"

namespace berth::load {

// {"port", "tls" (optional), "connections", "seconds", "operations", "fields", "work"}: no new
// operation begins after this many seconds or operations; 0 is no limit. `fields` are header fields
// of every request. The server is on loopback.
struct Job {
  explicit Job(const boost::json::object& description);

  unsigned short port;
  bool tls;
  unsigned connections;
  std::chrono::duration<double> duration;
  std::uint64_t operations;
  std::string fields;
  std::unique_ptr<Work> work;
};

struct Outcome {
  Histogram latencies;
  std::chrono::duration<double> duration{};  // from the first request to the last answer
};

// Throws when an answer is wrong.
Outcome run(const Job& job);

}  // namespace berth::load
