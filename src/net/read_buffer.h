// Bytes that were read from a peer and not used yet. Its memory is never filled with zeros, because
// the kernel or OpenSSL writes to it before anybody reads from it.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace berth::net {

class ReadBuffer {
 public:
  // Valid until the next call that is not const.
  [[nodiscard]] std::string_view text() const { return {bytes_.get() + begin_, size()}; }
  [[nodiscard]] std::size_t size() const { return end_ - begin_; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

  // Makes room for at least `more` bytes after those that are held.
  void reserve(std::size_t more) {
    if (capacity_ - end_ >= more) return;
    const std::size_t held = size();
    if (capacity_ - held >= more) {
      std::memmove(bytes_.get(), bytes_.get() + begin_, held);
    } else {
      auto bytes = std::make_unique_for_overwrite<char[]>(held + more);
      text().copy(bytes.get(), held);
      bytes_ = std::move(bytes);
      capacity_ = held + more;
    }
    begin_ = 0;
    end_ = held;
  }
  // All the room there is, for the next bytes. add() says how many came.
  [[nodiscard]] std::span<char> room() { return {bytes_.get() + end_, capacity_ - end_}; }
  void add(std::size_t count) { end_ += count; }

  // Removes bytes from the front.
  void drop(std::size_t count) {
    begin_ += count;
    if (empty()) begin_ = end_ = 0;
  }
  // Holds these bytes and no others.
  void assign(std::string_view text) {
    begin_ = end_ = 0;
    reserve(text.size());
    end_ = text.copy(bytes_.get(), text.size());
  }
  void clear() { begin_ = end_ = 0; }
  // Likewise, and gives its memory back.
  void release() { *this = ReadBuffer(); }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace berth::net
