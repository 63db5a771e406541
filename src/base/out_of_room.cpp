#include "base/out_of_room.h"

#include <cerrno>

namespace berth {

bool is_out_of_room(const std::error_code& failure) {
  const std::error_condition kQuotaExceeded(EDQUOT, std::generic_category());
  return failure == std::errc::no_space_on_device || failure == std::errc::file_too_large ||
         failure == kQuotaExceeded;
}

bool is_out_of_room(const std::exception_ptr& failure) {
  if (!failure) return false;
  try {
    std::rethrow_exception(failure);
  } catch (const std::system_error& error) {
    return is_out_of_room(error.code());
  } catch (...) {
    return false;
  }
}

void throw_out_of_room(const std::string& where) {
  throw std::system_error(std::make_error_code(std::errc::no_space_on_device), where);
}

}  // namespace berth
