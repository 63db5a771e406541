// HTTP/1.1 messages as the planes see them (RFC 9110). Plain values, no I/O.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/byte_source.h"
#include "base/inline_text.h"
#include "base/ip_address.h"

namespace berth::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };
enum class Scheme : std::uint8_t { http, https };
// Who is at the other end of a connection. The operator's own proxies are believed about the client
// that they speak for.
enum class Peer : std::uint8_t { client, trusted_proxy };

struct Field {
  std::string_view name;   // compares without regard to case (RFC 9110 section 5.1)
  std::string_view value;  // without surrounding white space
};

// 32: an access key id of AWS has 20 characters, a secret access key 40.
inline constexpr std::size_t kMaxAccessKeyIdBytes = 32;

// The APIs that requests are for; none: pages, and whatever belongs to no API.
enum class Api : std::uint8_t { none, oci, ecr_public, sts };
inline constexpr Api kLastApi = Api::sts;

// Where an operation stands in the table of its API, for counting without a look-up by name.
struct OperationRow {
  static constexpr std::uint8_t kNoRow = 255;  // no operation of the API

  Api api = Api::none;
  std::uint8_t row = kNoRow;
};

// What became known about a request while it was answered, for the log and for metrics. Unknown
// values stay empty.
struct RequestNotes {
  std::string_view operation;       // of an API: "DeleteRepository". Lives for ever
  std::string resource;             // what the operation is on, as the client named it
  std::string images;               // in that resource, likewise, if the operation changes images
  std::uint64_t failed_images = 0;  // how many of those it refused, in an answer without an error
  std::string caller;               // the ARN of a user; empty if anonymous
  // The one that the caller proved to hold; without a caller, the one that the request claims,
  // unproven.
  InlineText<kMaxAccessKeyIdBytes> access_key_id;
  OperationRow row = {};  // that of `operation`; the API is known before
};

// The head of one request. Every view lives as long as the request is being answered.
struct RequestHead {
  Method method = Method::other;
  std::string_view method_name;  // as sent
  std::string_view target;       // path and query, as sent
  std::string_view path;         // target up to '?', still percent-encoded
  std::string_view query;        // after '?', still percent-encoded
  std::vector<Field> fields;     // in the order sent
  std::optional<std::uint64_t> content_length;
  Scheme scheme = Scheme::http;  // of the connection
  Peer peer = Peer::client;
  IpAddress client_address;  // of the peer; behind a trusted proxy, of the proxy's client
  std::string request_id;    // a UUID the server made; also in the log and in the answer

  // Value of the first field of that name; empty if there is none.
  [[nodiscard]] std::string_view field(std::string_view name) const;
  [[nodiscard]] std::size_t field_count(std::string_view name) const;
};

// The scheme that the client used with the first of the proxies before us, if there are any
// (X-Forwarded-Proto, to which each may have added). Any peer is believed: the result is for URLs,
// where a client that lies misleads only itself.
Scheme client_scheme(const RequestHead& head);
// The same for decisions. X-Forwarded-Proto counts only if a trusted proxy sent it, and all its
// values must be https, since a value before the proxy's own may be its client's.
Scheme proven_scheme(const RequestHead& head);

// A part of what is stored. A file is sent by the kernel, as fast as it can be; a source is read on
// a worker while the answer is sent.
struct StoredRange {
  StoredBytes from;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// A text, followed by a part of what is stored, which may be empty.
struct Piece {
  std::string text;
  StoredRange range = {};
};

// A text that several answers share; never null.
using SharedText = std::shared_ptr<const std::string>;

// Header fields ready for the wire. A value with CR, LF or NUL is dropped, so that nothing a peer
// sent can split a response.
class FieldBlock {
 public:
  FieldBlock& add(std::string_view name, std::string_view value);
  FieldBlock& add(std::string_view name, std::uint64_t value);
  // The value of the first field that was added under exactly this name; empty if there is none.
  [[nodiscard]] std::string_view find(std::string_view name) const;
  [[nodiscard]] std::string_view text() const { return text_; }  // "Name: value\r\n" ...

 private:
  std::string text_;
};

// For an answer to HEAD without Content-Length: "a server MAY omit header fields for which a value
// is determined only while generating the content" (RFC 9110 section 9.3.2).
inline constexpr std::uint64_t kLengthNotDetermined = std::numeric_limits<std::uint64_t>::max();

// What a browser that opens an answer may do with it. closed: run nothing and load nothing, as
// whatever strangers pushed. own: as the answer's own Content-Security-Policy says.
enum class BrowserPolicy : std::uint8_t { closed, own };

// The server adds Content-Length, Date, Connection and x-amzn-RequestId by itself, and tells
// browsers to take the answer for what its Content-Type says.
struct Response {
  unsigned status = 200;
  FieldBlock fields;
  std::variant<std::string, SharedText, StoredRange, std::vector<Piece>> body;
  // For an answer to HEAD whose body was not made: the length a GET would have, or
  // kLengthNotDetermined.
  std::optional<std::uint64_t> content_length;
  // The protocol's name for the error, for the log: "NAME_UNKNOWN". Lives for ever.
  std::string_view error_code = {};
  BrowserPolicy browser_policy = BrowserPolicy::closed;
};

// Text for people, in UTF-8.
Response text_response(unsigned status, std::string_view content);

// The answer to OPTIONS (204), or to a method that the target does not have (405), with the methods
// that it has in Allow (RFC 9110 sections 9.3.7 and 15.5.6).
Response method_response(const RequestHead& head, std::string_view allowed);

// nullopt: the body, or a part of it, is stored elsewhere.
std::optional<std::string_view> text_of(const Response& response);
// The length of the body, in bytes.
std::uint64_t body_bytes(const Response& response);

}  // namespace berth::http
