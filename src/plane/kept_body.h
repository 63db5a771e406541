// The body of an answer, put where it costs least to send again.
#pragma once

#include <cstddef>
#include <filesystem>

#include "http/message.h"

namespace berth::plane {

// From this size on the kernel sends a file for less than it copies a text into a socket: for a
// text of 330 KB, three quarters of the CPU of the whole answer. Files are kept by the hundred, not
// by the thousand.
inline constexpr std::size_t kMinFiledBytes = std::size_t{64} * 1024;

// Whether it is a text of kMinFiledBytes.
bool is_worth_a_file(const http::Response& response);

// Moves a text into a nameless file in `folder`; where there can be none, it stays a text. Writes
// to the file system.
void move_to_file(http::Response& response, const std::filesystem::path& folder);

// Lets copies of the response share its body. Returns what it takes, in memory or in the file.
std::size_t share_body(http::Response& response);

}  // namespace berth::plane
