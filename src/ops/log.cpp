#include "ops/log.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "json/writer.h"

namespace berth::ops {
namespace {

constexpr std::array<std::string_view, 4> kLevelNames{"debug", "info", "warning", "error"};

void append_field(json::Writer& line, const LogField& field) {
  line.key(field.name);
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    line.string(*text);
  } else if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    line.number(*number);
  } else {
    line.number(std::get<std::uint64_t>(field.value));
  }
}

}  // namespace

Log::Log(int descriptor, LogLevel threshold, const Clock& clock)
    : descriptor_(descriptor),
      threshold_(threshold),
      clock_(clock),
      flusher_([this] { flush_periodically(); }) {}

Log::~Log() {
  {
    const std::scoped_lock lock(mutex_);
    give_up_at_ = std::chrono::steady_clock::now() + kMaxFlushTime;
  }
  wake_.notify_one();
  flusher_.join();
}

void Log::write(LogLevel level, std::string_view event, std::span<const LogField> fields) {
  if (!takes(level)) return;
  const std::string time = format_rfc3339(clock_.now());
  const std::scoped_lock lock(mutex_);
  if (buffer_.size() >= kMaxWaitingBytes) {
    ++dropped_lines_;
    return;
  }
  if (dropped_lines_ > 0) {
    const LogField lines{.name = "lines", .value = std::exchange(dropped_lines_, 0)};
    append(time, LogLevel::error, "log_lines_dropped", {&lines, 1});
  }
  append(time, level, event, fields);
  if (level >= LogLevel::warning || buffer_.size() >= kBufferBytes) wake_flusher();
}

void Log::flush() {
  std::unique_lock lock(mutex_);
  const std::uint64_t awaited = batches_taken_ + (buffer_.empty() ? 0 : 1);
  wake_flusher();
  written_.wait_for(lock, kMaxFlushTime, [&] { return batches_written_ >= awaited; });
}

void Log::append(std::string_view time, LogLevel level, std::string_view event,
                 std::span<const LogField> fields) {
  json::Writer line(buffer_);
  line.begin_object();
  line.key("time");
  line.string(time);
  line.key("level");
  line.string(kLevelNames.at(static_cast<std::size_t>(level)));
  line.key("event");
  line.string(event);
  for (const LogField& field : fields) append_field(line, field);
  line.end_object();
  buffer_ += '\n';
}

void Log::wake_flusher() {
  if (std::exchange(in_a_hurry_, true)) return;
  wake_.notify_one();
}

void Log::flush_periodically() {
  std::string batch;
  std::unique_lock lock(mutex_);
  while (!give_up_at_ || !buffer_.empty()) {
    wake_.wait_for(lock, kFlushInterval, [this] { return in_a_hurry_ || give_up_at_; });
    in_a_hurry_ = false;
    if (buffer_.empty()) continue;
    batch.swap(buffer_);
    ++batches_taken_;
    lock.unlock();
    write_out(batch);
    batch.clear();
    lock.lock();
    ++batches_written_;
    written_.notify_all();
  }
}

// Writes in pieces of whole lines that a pipe accepts atomically (PIPE_BUF, pipe(7)): once one
// fits, write(2) does not block, and other writers' lines do not end up inside ours. Lines that
// cannot be written are dropped: a full disk or a closed pipe must not stop the server.
void Log::write_out(std::string_view rest) {
  while (!rest.empty() && wait_for_room()) {
    std::string_view piece = rest.substr(0, PIPE_BUF);
    const std::size_t last_end = piece.rfind('\n');
    if (last_end != std::string_view::npos) piece = piece.substr(0, last_end + 1);
    const ssize_t count = ::write(descriptor_, piece.data(), piece.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
}

// False: the log is ending, and its time is up.
bool Log::wait_for_room() {
  for (;;) {
    {
      const std::scoped_lock lock(mutex_);
      if (give_up_at_ && std::chrono::steady_clock::now() >= *give_up_at_) return false;
    }
    pollfd descriptor{.fd = descriptor_, .events = POLLOUT, .revents = 0};
    // write(2) will report an error.
    if (::poll(&descriptor, 1, static_cast<int>(kFlushInterval.count())) > 0) return true;
  }
}

}  // namespace berth::ops
