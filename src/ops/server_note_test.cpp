#include "ops/server_note.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/test_support.h"

namespace berth::ops {
namespace {

TEST(ServerNote, IsReadAsItWasWritten) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "lock";
  std::ofstream(file) << std::string(10'000, 'x');  // from another server
  write_server_note(file, {.pid = 123,
                           .address = "[::1]:5000",
                           .garbage = {.grace = std::chrono::seconds(5),
                                       .upload_expiry = std::chrono::seconds(70),
                                       .empty_upload_expiry = std::chrono::seconds(9)}});
  const auto note = read_server_note(file);
  ASSERT_TRUE(note);
  EXPECT_EQ(note->pid, 123);
  EXPECT_EQ(note->address, "[::1]:5000");
  EXPECT_EQ(note->garbage.grace, std::chrono::seconds(5));
  EXPECT_EQ(note->garbage.upload_expiry, std::chrono::seconds(70));
  EXPECT_EQ(note->garbage.empty_upload_expiry, std::chrono::seconds(9));
}

TEST(ServerNote, IsAbsentUntilOneIsWritten) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "lock";
  EXPECT_FALSE(read_server_note(file));
  for (const char* text : {"", "gc-grace = 5\n", "pid = 1\ngc-grace = 5\nupload-expiry = soon\n"}) {
    std::ofstream(file) << text;
    EXPECT_FALSE(read_server_note(file)) << text;
  }
}

}  // namespace
}  // namespace berth::ops
