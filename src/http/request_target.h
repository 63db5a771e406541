// The method and the target of a request line (RFC 9112 section 3).
#pragma once

#include <string_view>

#include "http/message.h"

namespace berth::http {

Method method_of(std::string_view name);

// Whether `target` has only the characters that a target may have.
bool is_target_text(std::string_view target);

// Splits head.target into path and query, whatever its characters are. A target in absolute form
// loses its scheme and its host, which becomes the value of Host. False if it has none of the forms
// of a target.
bool read_target(RequestHead& head);

}  // namespace berth::http
