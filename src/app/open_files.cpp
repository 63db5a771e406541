#include "app/open_files.h"

#include <sys/resource.h>

#include <algorithm>

#include "aws/plane.h"
#include "oci/plane.h"
#include "plane/kept_body.h"

namespace berth::app {
namespace {

// The files that a thread has open while it works: a blob and its directories, or an io_context and
// its listener.
constexpr std::uint64_t kFilesPerThread = 6;
// Answers sent from files: 512.
constexpr std::uint64_t kKeptAnswers =
    (aws::kMaxAnswerCacheBytes + oci::kMaxAnswerCacheBytes) / plane::kMinFiledBytes;
// The standard streams, the lock, the writer of a database, files that libraries open briefly, and
// the second listener with its connections.
constexpr std::uint64_t kOtherFiles = 128;
// Every second connection may be transferring a blob, which needs a file beside its socket.
constexpr std::uint64_t kFilesPerTwoConnections = 3;
// Even if the limit is below all that, keep this share of it for connections: a server with few
// connections is better than none.
constexpr std::uint64_t kSmallestPart = 4;

}  // namespace

std::uint64_t raise_open_files_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return RLIM_INFINITY;
  rlimit raised = limit;
  raised.rlim_cur = limit.rlim_max;
  return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

unsigned connections_within(std::uint64_t open_files, const FileUsers& others, unsigned wanted) {
  const std::uint64_t reserved =
      others.threads * kFilesPerThread + others.of_stores + kKeptAnswers + kOtherFiles;
  const std::uint64_t left = open_files - std::min(open_files, reserved);
  const std::uint64_t connections =
      std::max(left / kFilesPerTwoConnections * 2, open_files / kSmallestPart);
  return static_cast<unsigned>(std::min<std::uint64_t>(wanted, connections));
}

}  // namespace berth::app
