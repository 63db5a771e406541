#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <system_error>

#include "base/test_support.h"

namespace berth {
namespace {

File file_with(std::string_view content) {
  File file(::memfd_create("test", MFD_CLOEXEC));
  EXPECT_EQ(::write(file.descriptor(), content.data(), content.size()),
            static_cast<ssize_t>(content.size()));
  return file;
}

TEST(File, IsReadAtAnyOffsetUpToItsEnd) {
  const File file = file_with("abcdef");
  std::array<std::byte, 4> buffer{};
  EXPECT_EQ(read_some(file, buffer, 1), 4U);
  EXPECT_EQ(buffer[0], std::byte{'b'});
  EXPECT_EQ(read_some(file, buffer, 5), 1U);
  EXPECT_EQ(read_some(file, buffer, 6), 0U);
}

TEST(File, NeedsNoName) {
  const TemporaryFolder folder;
  const File file = make_nameless_file(folder.path(), "abcdef");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  EXPECT_EQ(read_start(file, 6), "abcdef");
  EXPECT_THROW(read_start(file, 7), std::system_error);
  EXPECT_FALSE(make_nameless_file(folder.path() / "missing", "abcdef").is_open());
}

TEST(File, GivesItsStart) {
  const File file = file_with("abcdef");
  EXPECT_EQ(read_start(file, 6), "abcdef");
  EXPECT_EQ(read_start(file, 2), "ab");
  EXPECT_EQ(read_start(file, 0), "");
}

TEST(File, HasToBeAsLongAsWhatIsAskedOfIt) {
  EXPECT_THROW(read_start(file_with("abc"), 4), std::system_error);
  EXPECT_THROW(read_start(File(), 1), std::system_error);
}

}  // namespace
}  // namespace berth
