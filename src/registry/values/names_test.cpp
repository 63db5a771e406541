#include "registry/values/names.h"

#include <gtest/gtest.h>

#include <string>

namespace berth {
namespace {

template <typename Name>
NameFault fault_of(const Result<Name>& parsed) {
  return facts_of<InvalidName>(parsed.error()).fault;
}

TEST(RegistryId, IsTwelveDigits) {
  EXPECT_TRUE(RegistryId::parse("123456789012"));
  EXPECT_FALSE(RegistryId::parse("12345678901"));
  EXPECT_FALSE(RegistryId::parse("1234567890123"));
  EXPECT_FALSE(RegistryId::parse("12345678901a"));
}

TEST(RegistryAlias, StartsWithALetterAndHasTwoToFiftyCharacters) {
  for (const char* valid : {"p8v8e7e5", "ab", "acme-corp", "a1.b_c"}) {
    EXPECT_TRUE(RegistryAlias::parse(valid)) << valid;
  }
  for (const char* invalid : {"", "a", "1a", "a-b", "acme-", "Acme", "a/b", "ac--me"}) {
    EXPECT_FALSE(RegistryAlias::parse(invalid)) << invalid;
  }
  EXPECT_TRUE(RegistryAlias::parse(std::string(50, 'a')));
  EXPECT_FALSE(RegistryAlias::parse(std::string(51, 'a')));
}

TEST(RepositoryName, FollowsThePatternOfTheService) {
  for (const char* valid : {"ab", "a1", "project-a/nginx-web-app", "a/b/c", "x.y_z-w", "0/0"}) {
    EXPECT_TRUE(RepositoryName::parse(valid)) << valid;
  }
  for (const char* invalid :
       {"a//b", "/ab", "ab/", "..", "a/../b", "Ab", "a__b", "-ab", "ab-", "a b", "a%2eb", "ab\n"}) {
    EXPECT_FALSE(RepositoryName::parse(invalid)) << invalid;
  }
  EXPECT_FALSE(RepositoryName::parse(std::string_view("a\0b", 3)));
}

TEST(RepositoryName, HasTwoTo205CharactersAndTheErrorSaysSo) {
  EXPECT_EQ(fault_of(RepositoryName::parse("a")), NameFault::too_short);
  EXPECT_TRUE(RepositoryName::parse(std::string(205, 'a')));
  EXPECT_EQ(fault_of(RepositoryName::parse(std::string(206, 'a'))), NameFault::too_long);
}

TEST(Names, AreRefusedWithTheirKindFaultAndText) {
  EXPECT_EQ(
      RepositoryName::parse("Ab").error(),
      (Error{.code = ErrorCode::name_invalid,
             .facts = InvalidName{
                 .name = NameKind::repository, .fault = NameFault::wrong_form, .text = "Ab"}}));
  EXPECT_EQ(fault_of(RegistryId::parse("1")), NameFault::too_short);
  EXPECT_EQ(fault_of(RegistryId::parse("12345678901x")), NameFault::wrong_form);
  EXPECT_EQ(fault_of(RegistryAlias::parse(std::string(51, 'a'))), NameFault::too_long);
  EXPECT_EQ(fault_of(RegistryAlias::parse("1a")), NameFault::wrong_form);
  EXPECT_EQ(fault_of(TagName::parse("")), NameFault::too_short);
  EXPECT_EQ(fault_of(TagName::parse(std::string(129, 'a'))), NameFault::too_long);
  EXPECT_EQ(fault_of(TagName::parse(".a")), NameFault::wrong_form);
}

TEST(TagName, IsAWordOfAtMost128Characters) {
  for (const char* valid : {"latest", "v1.2.3", "_x", "A-B", "1"}) {
    EXPECT_TRUE(TagName::parse(valid)) << valid;
  }
  for (const char* invalid : {"", ".x", "-x", "a/b", "a:b", "a b", "\xc3\xa9"}) {
    EXPECT_FALSE(TagName::parse(invalid)) << invalid;
  }
  EXPECT_TRUE(TagName::parse(std::string(128, 'a')));
  EXPECT_FALSE(TagName::parse(std::string(129, 'a')));
}

TEST(Digest, IsSha256OrSha512InLowerCaseHexadecimal) {
  const std::string hex(64, 'a');
  EXPECT_EQ(Digest::parse("sha256:" + hex)->algorithm(), HashAlgorithm::sha256);
  EXPECT_EQ(Digest::parse("sha512:" + hex + hex)->algorithm(), HashAlgorithm::sha512);
  EXPECT_EQ(Digest::parse("sha512:" + hex + hex)->hex(), hex + hex);
  for (const std::string& invalid :
       {std::string("sha256:../../etc/passwd"), "sha256:" + std::string(63, 'a'),
        "sha256:" + std::string(64, 'A'), "sha256:" + std::string(64, 'g'), "md5:" + hex, hex,
        "sha512:" + hex, "sha256:" + hex + hex, "sha384:" + hex}) {
    EXPECT_EQ(Digest::parse(invalid).error().code, ErrorCode::digest_invalid) << invalid;
  }
}

TEST(Digest, OfContentIsItsSha256) {
  EXPECT_EQ(Digest::of("").text(),
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Digest::of("", HashAlgorithm::sha512).text().substr(0, 23), "sha512:cf83e1357eefb8bd");
}

}  // namespace
}  // namespace berth
