#include "base/out_of_room.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <stdexcept>

namespace berth {
namespace {

TEST(OutOfRoom, IsAFullDiskAQuotaOrAFileSizeLimit) {
  for (const int error : {ENOSPC, EDQUOT, EFBIG}) {
    EXPECT_TRUE(is_out_of_room(std::error_code(error, std::generic_category()))) << error;
  }
  for (const int error : {0, EIO, EROFS, EMFILE, ENOMEM}) {
    EXPECT_FALSE(is_out_of_room(std::error_code(error, std::generic_category()))) << error;
  }
}

TEST(OutOfRoom, IsRecognizedInTheExceptionItThrows) {
  try {
    throw_out_of_room("/data/uploads/1");
  } catch (const std::system_error& failure) {
    EXPECT_TRUE(is_out_of_room(std::current_exception()));
    EXPECT_NE(std::string_view(failure.what()).find("/data/uploads/1"), std::string_view::npos);
  }
  EXPECT_FALSE(is_out_of_room(std::make_exception_ptr(std::runtime_error("disk full"))));
  EXPECT_FALSE(is_out_of_room(std::exception_ptr()));
}

}  // namespace
}  // namespace berth
