// The std::system_error that a store throws when it is out of room, and how to recognize it.
#pragma once

#include <exception>
#include <string>
#include <system_error>

namespace berth {

// Whether a write failed for lack of room: a full disk, a quota, a limit on the size of files.
bool is_out_of_room(const std::error_code& failure);
// The same for a std::system_error. False for null and for any other exception.
bool is_out_of_room(const std::exception_ptr& failure);
// `where`: for the log.
[[noreturn]] void throw_out_of_room(const std::string& where);

}  // namespace berth
