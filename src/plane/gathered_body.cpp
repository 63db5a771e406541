#include "plane/gathered_body.h"

#include <sys/mman.h>

#include <span>
#include <string>
#include <utility>

#include "base/file.h"
#include "http/refusal.h"

namespace berth::plane {
namespace {

// The start of a file as memory, which the kernel can take back at any time.
class FileView {
 public:
  // Throws std::system_error.
  FileView(const File& file, std::size_t size_bytes)
      : size_bytes_(size_bytes),
        start_(::mmap(nullptr, size_bytes, PROT_READ, MAP_PRIVATE, file.descriptor(), 0)) {
    if (start_ == MAP_FAILED) throw_errno(file);
  }
  FileView(const FileView&) = delete;
  FileView& operator=(const FileView&) = delete;
  ~FileView() { ::munmap(start_, size_bytes_); }

  [[nodiscard]] std::string_view text() const {
    return {static_cast<const char*>(start_), size_bytes_};
  }

 private:
  const std::size_t size_bytes_;
  void* const start_;
};

class GatheredBody final : public http::BodySink {
 public:
  GatheredBody(http::Exchange& exchange, std::uint64_t limit_bytes, const BodyRoom& room,
               ByteBudget::Hold hold)
      : exchange_(exchange), limit_bytes_(limit_bytes), room_(room), hold_(std::move(hold)) {}

  std::optional<http::Response> write(std::span<const std::byte> chunk) override {
    const std::uint64_t size = size_bytes_ + chunk.size();
    if (size > limit_bytes_) return exchange_.too_large(limit_bytes_);
    if (!hold_.take(chunk.size())) return http::refuse(exchange_, http::kTooMuchHeld);
    if (size > kMaxBodyInMemoryBytes && !file_.is_open() && !room_.folder.empty()) move_to_file();
    if (file_.is_open()) {
      write_all(file_, chunk, size_bytes_);
    } else {
      text_.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
    }
    size_bytes_ = size;
    return std::nullopt;
  }

  http::Response finish() override {
    if (!file_.is_open()) return exchange_.answer(text_);
    const FileView view(file_, size_bytes_);
    return exchange_.answer(view.text());
  }

 private:
  void move_to_file() {
    file_ = make_nameless_file(room_.folder, text_);
    if (file_.is_open()) std::string().swap(text_);
  }

  http::Exchange& exchange_;
  const std::uint64_t limit_bytes_;
  const BodyRoom& room_;
  ByteBudget::Hold hold_;
  std::uint64_t size_bytes_ = 0;
  std::string text_;
  File file_;  // open: it has the whole body
};

}  // namespace

std::variant<http::Response, std::unique_ptr<http::BodySink>> gather_body(
    http::Exchange& exchange, std::uint64_t limit_bytes, const BodyRoom& room,
    std::string_view access_key_id) {
  const http::RequestHead& head = exchange.head();
  const std::uint64_t announced = head.content_length.value_or(0);
  if (announced > limit_bytes) return exchange.too_large(limit_bytes);
  ByteBudget::Hold hold = room.budget.hold(head.client_address, access_key_id);
  if (!hold.has_room(announced)) return http::refuse(exchange, http::kTooMuchHeld);
  return std::make_unique<GatheredBody>(exchange, limit_bytes, room, std::move(hold));
}

}  // namespace berth::plane
