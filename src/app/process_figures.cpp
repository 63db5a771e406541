#include "app/process_figures.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <system_error>

namespace berth::app {
namespace {

constexpr std::uint64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::uint64_t kNanosecondsPerMicrosecond = 1'000;

std::uint64_t to_ns(const timeval& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * kNanosecondsPerSecond +
         static_cast<std::uint64_t>(time.tv_usec) * kNanosecondsPerMicrosecond;
}

std::optional<std::uint64_t> count_open_files() {
  std::error_code failure;
  std::uint64_t count = 0;
  for (std::filesystem::directory_iterator file("/proc/self/fd", failure), end;
       !failure && file != end; file.increment(failure)) {
    ++count;
  }
  if (count == 0) return std::nullopt;
  return count - 1;  // without the one that lists them
}

}  // namespace

ProcessFigures look_at_process() {
  ProcessFigures figures;
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) == 0) {
    figures.cpu_ns = to_ns(usage.ru_utime) + to_ns(usage.ru_stime);
  }
  // proc(5): the sizes of the program and of its resident part, in pages.
  std::uint64_t pages = 0;
  std::uint64_t resident_pages = 0;
  if (std::ifstream("/proc/self/statm") >> pages >> resident_pages) {
    const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    figures.virtual_bytes = pages * page_bytes;
    figures.resident_bytes = resident_pages * page_bytes;
  }
  figures.open_files = count_open_files();
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) figures.max_files = limit.rlim_cur;
  return figures;
}

}  // namespace berth::app
