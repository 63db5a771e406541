// A plain socket: one gathered write for small answers, sendfile(2) for files.
#pragma once

#include "net/stream.h"

namespace berth::net {

class PlainStream final : public Stream {
 public:
  PlainStream(Socket socket, Deadline& deadline, const Patience& patience)
      : Stream(std::move(socket), deadline, patience) {}

  Awaitable<Opening> open(std::uint64_t&) override { co_return Opening::open; }
  Awaitable<std::size_t> read_some(std::span<char> room) override;
  Awaitable<bool> send_bytes(std::string_view head, std::string_view body,
                             std::uint64_t& body_bytes) override;
  Awaitable<bool> send_file(std::string_view head, const http::StoredRange& range,
                            FileBuffer buffer, std::uint64_t& body_bytes) override;
  [[nodiscard]] bool copies_files() const override { return false; }
};

}  // namespace berth::net
