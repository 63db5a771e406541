// Request targets as the log may have them.
#pragma once

#include <string>
#include <string_view>

namespace berth::app {

// The target with "***" for every parameter that is none of the planes': it may be a secret that
// the client took for one of ours (the signature and the session token of a presigned request).
std::string logged_target(std::string_view target);

}  // namespace berth::app
