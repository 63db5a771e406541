// Reason phrases (RFC 9110 section 15).
#pragma once

#include <string_view>

namespace berth::http {

// "Not Found" for 404; "Unknown" for a status that Berth never sends.
std::string_view reason_phrase(unsigned status);

}  // namespace berth::http
