#include "base/byte_source.h"

#include <gtest/gtest.h>

#include <string>
#include <system_error>

namespace berth {
namespace {

// The digits, over and over.
class Digits final : public ByteSource {
 public:
  void read(std::uint64_t offset, std::span<std::byte> room) override {
    for (std::byte& byte : room) byte = static_cast<std::byte>('0' + offset++ % 10);
  }
};

std::string text_at(const StoredBytes& bytes, std::uint64_t offset, std::size_t size) {
  std::string text(size, '\0');
  read_at(bytes, offset, std::as_writable_bytes(std::span(text)));
  return text;
}

TEST(StoredBytesTest, AreReadFromAFileOrASource) {
  const auto file = std::make_shared<const File>(make_nameless_file("/tmp", "0123456789"));
  for (const StoredBytes& bytes : {StoredBytes(file), StoredBytes(std::make_shared<Digits>())}) {
    EXPECT_EQ(text_at(bytes, 0, 10), "0123456789");
    EXPECT_EQ(text_at(bytes, 7, 3), "789");
    EXPECT_EQ(text_at(bytes, 3, 0), "");
  }
}

TEST(StoredBytesTest, ThrowIfAFileHasFewer) {
  const auto file = std::make_shared<const File>(make_nameless_file("/tmp", "0123456789"));
  EXPECT_THROW(text_at(file, 7, 4), std::system_error);
  EXPECT_THROW(text_at(file, 11, 1), std::system_error);
}

}  // namespace
}  // namespace berth
