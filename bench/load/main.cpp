// Loads a registry with one kind of work, checks every answer, and says how long it took.
//
// usage: berth_load < JOB.json       the job: job.h; the work: work.cpp
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <exception>
#include <iostream>
#include <iterator>

#include "load/job.h"

namespace {

// Enough to check whether what was pushed exists.
constexpr std::size_t kMaxDigests = 100'000;

double microseconds(berth::load::Histogram::Duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

boost::json::object report(const berth::load::Job& job, const berth::load::Outcome& outcome) {
  const auto& made = job.work->made();
  const std::size_t told = std::min(made.size(), kMaxDigests);
  boost::json::array digests(made.begin(), made.begin() + static_cast<std::ptrdiff_t>(told));
  return {{"operations", outcome.latencies.count()},
          {"seconds", outcome.duration.count()},
          {"p50_us", microseconds(outcome.latencies.quantile(0.5))},
          {"p99_us", microseconds(outcome.latencies.quantile(0.99))},
          {"max_us", microseconds(outcome.latencies.max())},
          {"made", std::move(digests)}};
}

}  // namespace

int main() {
  try {
    const std::string text(std::istreambuf_iterator<char>(std::cin), {});
    const berth::load::Job job(boost::json::parse(text).as_object());
    const berth::load::Outcome outcome = berth::load::run(job);
    std::cout << boost::json::serialize(report(job, outcome)) << '\n';
    return 0;
  } catch (const std::exception& failure) {
    std::cerr << "berth_load: " << failure.what() << '\n';
    return 1;
  }
}
