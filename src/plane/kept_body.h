// Puts the body of an answer where sending it again costs least.
#pragma once

#include <cstddef>
#include <filesystem>

#include "http/message.h"

namespace berth::plane {

// From this size on, the kernel sends a file for less than copying a text into a socket costs: for
// a text of 330 KB, three quarters of the CPU time of the whole answer. Files are kept by the
// hundred, not by the thousand.
inline constexpr std::size_t kMinFiledBytes = std::size_t{64} * 1024;

// Whether the body is a text of at least kMinFiledBytes.
bool is_worth_a_file(const http::Response& response);

// Moves a text into a nameless file in `folder`; if none can be made, it stays a text. Writes to
// the file system.
void move_to_file(http::Response& response, const std::filesystem::path& folder);

// Lets copies of the response share its body. Returns the size of the body, in memory or in the
// file.
std::size_t share_body(http::Response& response);

}  // namespace berth::plane
