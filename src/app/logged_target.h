// Makes request targets safe to log: a refused request may contain anything, at any length.
#pragma once

#include <string>
#include <string_view>

namespace berth::app {

// The target with "***" in place of every parameter that the planes do not know: it may be a secret
// (the signature and the session token of a presigned request). Like printable() with
// kMaxLoggedTargetBytes.
std::string logged_target(std::string_view target);

// 2 KiB: a path with two names, two digests and the parameters of a page is shorter.
inline constexpr std::size_t kMaxLoggedTargetBytes = std::size_t{2} * 1024;

}  // namespace berth::app
