// What a client wants back (RFC 9110 section 12.5).
#pragma once

#include <string_view>

#include "http/message.h"

namespace berth::http {

// How much a client wants something: its weight in thousandths. 0: not at all.
inline constexpr unsigned kFullWeight = 1000;

// The weight of a media type, "text/html", by the most specific range of Accept that covers it.
// kFullWeight without the field. Parameters other than q are ignored.
unsigned weight_of_type(const RequestHead& head, std::string_view media_type);
// The same, but only if Accept names the type itself, and not just "*/*" or "text/*".
unsigned weight_of_named_type(const RequestHead& head, std::string_view media_type);
// The weight of a content coding, "gzip". 0 without Accept-Encoding: the client may know none.
unsigned weight_of_coding(const RequestHead& head, std::string_view coding);

}  // namespace berth::http
