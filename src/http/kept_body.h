// How the body of an answer is kept for whoever asks for the same: a plane that caches answers
// keeps them so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "http/message.h"

namespace berth::http {

// From this size on the kernel sends a file for less than it copies a text into a socket: for a
// text of 330 KB, three quarters of the CPU of the whole answer. Files are kept by the hundred, not
// by the thousand.
inline constexpr std::size_t kMinFiledBytes = std::size_t{64} * 1024;

enum class Asked : std::uint8_t { first, again };
// What whoever is asked next does: repeats what is kept, or makes the answer again, to keep it
// better.
enum class NextTime : std::uint8_t { repeat, make_again };

struct KeptBody {
  std::size_t bytes = 0;  // what it takes, in memory or in the file
  NextTime next_time = NextTime::repeat;
};

// Lets copies of the response share its body. A text of kMinFiledBytes that is asked for again goes
// into a nameless file in `folder` (empty: there is none): not the first time, for most of what is
// large is asked for once between two changes. Writes to the file system; any thread may call.
KeptBody keep_body(Response& response, Asked asked, const std::filesystem::path& folder);

}  // namespace berth::http
