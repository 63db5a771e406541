#include "ops/log.h"

#include <unistd.h>

#include <array>
#include <cerrno>

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
    stopping_ = true;
  }
  wake_.notify_one();
  flusher_.join();
  flush();
}

void Log::write(LogLevel level, std::string_view event, std::span<const LogField> fields) {
  if (!takes(level)) return;
  const std::string time = format_rfc3339(clock_.now());
  const std::scoped_lock lock(mutex_);
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
  if (level >= LogLevel::warning || buffer_.size() >= kBufferBytes) flush_locked();
}

void Log::flush() {
  const std::scoped_lock lock(mutex_);
  flush_locked();
}

// A log that cannot be written is dropped: a full disk or a closed pipe must not stop the server.
void Log::flush_locked() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t count = ::write(descriptor_, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  buffer_.clear();
}

void Log::flush_periodically() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wake_.wait_for(lock, kFlushInterval, [this] { return stopping_; });
    flush_locked();
  }
}

}  // namespace berth::ops
