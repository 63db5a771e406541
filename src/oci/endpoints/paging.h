// Paged lists (OCI Distribution 1.1, Listing Tags): ?n=<count>&last=<the last one seen>, and a Link
// to the next page.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "oci/wire_error.h"

namespace berth::oci {

// The most entries of one answer, even when the client asks for all: as many tags as the real
// service returns. A Link leads to the rest.
inline constexpr std::uint64_t kMaxEntriesPerPage = 1000;

// The media type of lists of names: of tags, and of repositories.
inline constexpr std::string_view kListMediaType = "application/json";

struct Page {
  std::uint64_t count = 0;
  std::string after;  // empty: from the start
};

// The value of the first parameter of that name; nullopt if it is missing or empty.
std::optional<std::string> said_parameter(std::string_view query, std::string_view name);

// A page of at most `max_entries`, even when the client gives no number. An error if n is not
// a number.
std::expected<Page, WireError> read_page(std::string_view query,
                                         std::uint64_t max_entries = kMaxEntriesPerPage);

// The value of Link (RFC 8288): `path` from the entry `last` on. `parameters`: the rest of the
// query, ending in '&'.
std::string next_link(std::string_view path, std::string_view parameters, std::uint64_t count,
                      std::string_view last);

// A list that pollers request again and again: its ETag covers everything in which pages can
// differ.
http::Response make_list(std::string_view media_type, std::string json, const std::string& link);
// The answer to HEAD: without length, ETag and Link, which are known only once the list is made.
http::Response make_list_head(std::string_view media_type);

}  // namespace berth::oci
