#include "base/crypto.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace berth {
namespace {

TEST(Hash, HashesPiecesLikeTheWhole) {
  Hash hash(HashAlgorithm::sha256);
  hash.update("a");
  EXPECT_EQ(hash.hex(), sha256_hex("a"));
  hash.update("bc");
  EXPECT_EQ(hash.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hash, KnowsSha512) {
  Hash hash(HashAlgorithm::sha512);
  hash.update("abc");
  EXPECT_EQ(hash.hex(),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST(HmacSha256, MatchesTheSecondVectorOfRfc4231) {
  const std::string value = hmac_sha256("Jefe", "what do ya want for nothing?");
  EXPECT_EQ(to_hex(std::as_bytes(std::span(value))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(ConstantTimeComparison, ComparesLengthAndContent) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
  EXPECT_TRUE(equal_in_constant_time("", ""));
}

TEST(Seal, OpensOnlyWithItsKeyAndContext) {
  SystemEntropy entropy;
  const std::string key(32, 'k');
  const std::string sealed = seal(key, "secret", "AKIA1", entropy);
  EXPECT_EQ(sealed.find("secret"), std::string::npos);
  EXPECT_EQ(unseal(key, sealed, "AKIA1"), "secret");
  EXPECT_EQ(unseal(key, sealed, "AKIA2"), std::nullopt);
  EXPECT_EQ(unseal(std::string(32, 'x'), sealed, "AKIA1"), std::nullopt);
  std::string changed = sealed;
  changed.back() ^= 1;
  EXPECT_EQ(unseal(key, changed, "AKIA1"), std::nullopt);
  EXPECT_EQ(unseal(key, sealed.substr(0, 10), "AKIA1"), std::nullopt);
}

}  // namespace
}  // namespace berth
