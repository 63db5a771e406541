#include "base/file.h"

#include <fcntl.h>
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

TEST(File, IsReadToItsEndInPieces) {
  std::string content(600'000, 'x');
  content.back() = 'y';
  std::string read;
  std::size_t largest = 0;
  read_pieces(file_with(content), [&](std::span<const std::byte> piece) {
    read.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    largest = std::max(largest, piece.size());
  });
  EXPECT_EQ(read, content);
  EXPECT_LT(largest, content.size());
  read_pieces(file_with(""), [](std::span<const std::byte>) { FAIL(); });
}

TEST(File, IsWrittenWholeAtAnyOffset) {
  const File file = file_with("abc");
  write_all(file, std::as_bytes(std::span(std::string_view("xyz"))), 2);
  EXPECT_EQ(read_start(file, 5), "abxyz");
}

TEST(File, NamesItsPathWhenItCannotBeWritten) {
  const File full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  try {
    write_all(full, std::as_bytes(std::span(std::string_view("x"))), 0);
    ADD_FAILURE() << "it was written";
  } catch (const std::system_error& failure) {
    EXPECT_EQ(failure.code(), std::errc::no_space_on_device);
    EXPECT_TRUE(std::string_view(failure.what()).starts_with("/dev/full: ")) << failure.what();
  }
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

TEST(File, ThrowsWhenItIsShorterThanRequested) {
  EXPECT_THROW(read_start(file_with("abc"), 4), std::system_error);
  EXPECT_THROW(read_start(File(), 1), std::system_error);
}

}  // namespace
}  // namespace berth
