// What a store that has no room for what it is to keep throws, and how others know it: a
// std::system_error.
#pragma once

#include <exception>
#include <string>
#include <system_error>

namespace berth {

// Whether a write failed for want of room: a full disk, a quota, a limit of the size of files.
bool is_out_of_room(const std::error_code& failure);
// Of a std::system_error; null, or another exception, is none.
bool is_out_of_room(const std::exception_ptr& failure);
// `where`: as the log is to have it.
[[noreturn]] void throw_out_of_room(const std::string& where);

}  // namespace berth
