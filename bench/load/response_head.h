// The head of an HTTP/1.1 response (RFC 9112), as far as a load generator looks at it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace berth::load {

struct ResponseHead {
  unsigned status = 0;
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool close = false;          // the server will not take another request on this connection
  std::string location;        // of an upload, as sent
  std::string content_digest;  // Docker-Content-Digest
  std::string link;            // to the next page
};

// `text`: from the status line to the empty line. Throws std::runtime_error if it is not a head.
ResponseHead parse_response_head(std::string_view text);

// Path and query of a URL, absolute or not.
std::string_view path_of(std::string_view url);

}  // namespace berth::load
