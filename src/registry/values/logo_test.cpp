#include "registry/values/logo.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

std::string big_endian(std::uint32_t value) {
  std::string out;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>(value >> shift);
  return out;
}

// The beginning of a PNG; the rest matters only for drawing it.
std::string png(std::uint32_t width, std::uint32_t height) {
  using namespace std::string_literals;
  return "\x89PNG\r\n\x1a\n"s + "\0\0\0\x0dIHDR"s + big_endian(width) + big_endian(height) +
         "\x08\x06\0\0\0"s + "\0\0\0\0"s;
}

TEST(Logo, IsAPngOf60To2048PixelsEachWay) {
  EXPECT_TRUE(check_logo(png(60, 2048)));
  EXPECT_TRUE(check_logo(png(2048, 60)));
  for (const std::string& bytes :
       {png(59, 60), png(60, 59), png(2049, 60), png(60, 2049), png(0, 0), png(0xffffffff, 60)}) {
    EXPECT_EQ(facts_of<LogoFault>(check_logo(bytes).error()), LogoFault::wrong_size);
  }
}

TEST(Logo, IsNotATruncatedPngNorAnotherFormat) {
  const std::string whole = png(60, 60);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(check_logo(whole.substr(0, size))) << size;
  }
  EXPECT_EQ(facts_of<LogoFault>(check_logo("GIF89a" + whole).error()), LogoFault::not_png);
}

TEST(Logo, IsServedUnderItsId) {
  EXPECT_EQ(logo_path("abc"), "/logo/abc.png");
  EXPECT_EQ(logo_id_of("/logo/abc.png"), "abc");
  for (const std::string_view path : {"/logo/.png", "/logo/abc", "/logo.png", "/logo", ""}) {
    EXPECT_EQ(logo_id_of(path), "");
  }
}

}  // namespace
}  // namespace berth
