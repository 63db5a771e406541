// The method and the target of a request line (RFC 9112 section 3).
#pragma once

#include <string_view>

#include "http/message.h"

namespace berth::http {

Method method_of(std::string_view name);

// Whether `target` has the characters of one, and no others.
bool is_target_text(std::string_view target);

// Reads head.target into path and query, whatever its characters are. False if it has the form of
// no target. One in absolute form loses its scheme and host, which becomes the value of Host.
bool read_target(RequestHead& head);

}  // namespace berth::http
