// Request lines as the log may have them: what is refused may be any length and anything.
#pragma once

#include <string>
#include <string_view>

namespace berth::app {

// The target with "***" for every parameter that is none of the planes': it may be a secret that
// the client took for one of ours (the signature and the session token of a presigned request).
// As printable() of kMaxLoggedTargetBytes.
std::string logged_target(std::string_view target);

// 2 KiB: a path with two names, two digests and the parameters of a page is shorter.
inline constexpr std::size_t kMaxLoggedTargetBytes = std::size_t{2} * 1024;

}  // namespace berth::app
