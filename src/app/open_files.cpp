#include "app/open_files.h"

#include <sys/resource.h>

#include <algorithm>

#include "aws/plane.h"
#include "oci/plane.h"
#include "plane/kept_body.h"

namespace berth::app {
namespace {

// A connection to the database (its file and its write-ahead log), and what the thread has open
// while it works: a blob and its directories, or an io_context and its listener.
constexpr std::uint64_t kFilesPerThread = 8;
// Answers that are sent out of files: 512.
constexpr std::uint64_t kKeptAnswers =
    (aws::kMaxAnswerCacheBytes + oci::kMaxAnswerCacheBytes) / plane::kMinFiledBytes;
// The standard streams, the lock, the writer of the database, what libraries open in passing, and
// the second listener with its connections.
constexpr std::uint64_t kOtherFiles = 128;
// Every second connection may be in the middle of a blob, which is a file beside its socket.
constexpr std::uint64_t kFilesPerTwoConnections = 3;
// Of a limit below all of that a part is for connections all the same: one over which few come is
// better than none.
constexpr std::uint64_t kSmallestPart = 4;

}  // namespace

std::uint64_t raise_open_files_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return RLIM_INFINITY;
  rlimit raised = limit;
  raised.rlim_cur = limit.rlim_max;
  return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

unsigned connections_within(std::uint64_t open_files, unsigned threads, unsigned wanted) {
  const std::uint64_t reserved = threads * kFilesPerThread + kKeptAnswers + kOtherFiles;
  const std::uint64_t left = open_files - std::min(open_files, reserved);
  const std::uint64_t connections =
      std::max(left / kFilesPerTwoConnections * 2, open_files / kSmallestPart);
  return static_cast<unsigned>(std::min<std::uint64_t>(wanted, connections));
}

}  // namespace berth::app
