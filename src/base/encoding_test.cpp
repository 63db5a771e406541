#include "base/encoding.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

TEST(Hex, ReadsWhatItWrites) {
  const std::string bytes("\x00\xff\x10", 3);
  EXPECT_EQ(to_hex(std::as_bytes(std::span(bytes))), "00ff10");
  EXPECT_EQ(from_hex("00fF10"), bytes);
  EXPECT_EQ(from_hex("0"), std::nullopt);
  EXPECT_EQ(from_hex("0g"), std::nullopt);
}

TEST(Hex, WritesEveryByteAtEveryPlace) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string bytes;
  std::string text;
  for (unsigned byte = 0; byte < 256; ++byte) {
    bytes.push_back(static_cast<char>(byte));
    text.append({kDigits[byte / 16], kDigits[byte % 16]});
  }
  for (std::size_t begin = 0; begin < 40; ++begin) {
    const auto rest = std::as_bytes(std::span(bytes)).subspan(begin);
    EXPECT_EQ(to_hex(rest), text.substr(begin * 2));
  }
}

TEST(Base64, MatchesTheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : vectors) {
    EXPECT_EQ(to_base64(plain), text);
    EXPECT_EQ(from_base64(text), plain);
  }
}

TEST(Base64, RefusesTextsThatNoEncoderWrites) {
  for (const char* text : {"Zg", "Zg=", "Zh==", "Z===", "====", "Zm9v\n", "Zm9v!A==", "=Zm9"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
}

TEST(PercentEncoding, DecodesWholeEscapesOnly) {
  EXPECT_EQ(percent_decode("a%2Fb%00"), std::string("a/b\0", 4));
  EXPECT_EQ(percent_decode("a+b"), "a+b");
  EXPECT_EQ(percent_decode("%2"), std::nullopt);
  EXPECT_EQ(percent_decode("%zz"), std::nullopt);
}

TEST(PercentEncoding, KeepsUnreservedCharactersAndThoseInKeep) {
  EXPECT_EQ(percent_encode("aZ0-._~ /\xc3"), "aZ0-._~%20%2F%C3");
  EXPECT_EQ(percent_encode("a/b", "/"), "a/b");
}

}  // namespace
}  // namespace berth
