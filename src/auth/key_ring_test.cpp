#include "auth/key_ring.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "base/test_entropy.h"

namespace berth::auth {
namespace {

KeyRing ring_of(char c) {
  return KeyRing(std::string(kMasterKeyBytes, c));
}

TEST(KeyRing, DerivesOneKeyPerPurposeAndTheSameOneEveryTime) {
  const KeyRing ring = ring_of('k');
  EXPECT_EQ(ring.derive("a").view().size(), 32U);
  EXPECT_EQ(ring.derive("a").view(), ring_of('k').derive("a").view());
  EXPECT_NE(ring.derive("a").view(), ring.derive("b").view());
  EXPECT_NE(ring.derive("a").view(), ring_of('l').derive("a").view());
}

TEST(KeyRing, RefusesAMasterKeyOfAnotherLength) {
  EXPECT_THROW(KeyRing("short"), std::invalid_argument);
}

TEST(KeyRing, UnsealsWhatItSealed) {
  CountingEntropy entropy;
  const KeyRing ring = ring_of('k');
  const std::string sealed = ring.seal_secret("AKIA1", "wJalrXUt", entropy);
  EXPECT_EQ(sealed.find("wJalrXUt"), std::string::npos);
  EXPECT_EQ(ring.unseal_secret("AKIA1", sealed).view(), "wJalrXUt");
}

TEST(KeyRing, ThrowsWhenTheRowBelongsToAnotherKeyOrAnotherServer) {
  CountingEntropy entropy;
  const std::string sealed = ring_of('k').seal_secret("AKIA1", "secret", entropy);
  EXPECT_THROW((void)ring_of('k').unseal_secret("AKIA2", sealed), std::runtime_error);
  EXPECT_THROW((void)ring_of('l').unseal_secret("AKIA1", sealed), std::runtime_error);
}

TEST(KeyRing, SaysWhichSecretsItOpens) {
  CountingEntropy entropy;
  const std::string sealed = ring_of('k').seal_secret("AKIA1", "secret", entropy);
  EXPECT_TRUE(ring_of('k').opens("AKIA1", sealed));
  EXPECT_FALSE(ring_of('k').opens("AKIA2", sealed));
  EXPECT_FALSE(ring_of('l').opens("AKIA1", sealed));
}

TEST(KeyRing, HasAFingerprintThatStaysTheSame) {
  EXPECT_EQ(ring_of('k').fingerprint(), ring_of('k').fingerprint());
  EXPECT_NE(ring_of('k').fingerprint(), ring_of('l').fingerprint());
  EXPECT_EQ(ring_of('k').fingerprint().size(), 32U);
}

}  // namespace
}  // namespace berth::auth
