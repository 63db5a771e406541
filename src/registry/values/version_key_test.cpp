#include "registry/values/version_key.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include "registry/values/names.h"

namespace berth {
namespace {

// In ascending order, no two equal.
void expect_ascending(const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = 0; j < names.size(); ++j) {
      EXPECT_EQ(VersionKey::of(names[i]) <=> VersionKey::of(names[j]), i <=> j)
          << names[i] << " and " << names[j];
    }
  }
}

TEST(VersionKey, OrdersPreReleasesAsSemanticVersioningDoes) {
  // The examples of Semantic Versioning 2.0.0, section 11, and the other form of a tag.
  expect_ascending({"1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
                    "v1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "v1.0.0", "2.0.0", "V2.1.0",
                    "2.1.1"});
}

TEST(VersionKey, OrdersTheTagsOfARepositoryAsPeopleExpect) {
  expect_ascending({"1.9.15", "1.25.2", "1.25.3-alpine", "1.25.3-alpine-slim", "1.25.3-bookworm",
                    "1.25.3", "1.25.10", "1.26-alpine", "1.26", "1.26.1", "22.04", "22.10",
                    "20240115"});
  expect_ascending(
      {"3.12.1", "3.13.0a7", "3.13.0b2", "3.13.0rc2", "3.13.0rc10", "3.13.0rc10-slim", "3.13.0"});
  expect_ascending({"8u382", "8u392", "8", "17beta1", "17rc1", "17", "17.0.9_9-jre"});
}

TEST(VersionKey, OrdersNamesThatAreNotVersionsNaturallyAndBeforeVersions) {
  expect_ascending({"Edge", "alpine", "alpine3.9", "alpine3.18", "bookworm", "jammy-20231004",
                    "jammy-20240111", "latest", "nightly-2", "nightly-10", "sha-3f2a1bc", "0",
                    "0.1"});
}

TEST(VersionKey, TakesTheIdOfACommitForAName) {
  for (const char* id : {"3f2a1bc", "0a1b2c3d", "4d52e3e1d0c94a1b8f0d9c3e2a1b0c9d8e7f6a5b"}) {
    EXPECT_LT(VersionKey::of(id), VersionKey::of("0.0.0")) << id;
    EXPECT_FALSE(read_version(id)) << id;
  }
  // Too short, only digits, or no hexadecimal ones.
  for (const char* version : {"3f2a1b", "20240115", "3f2a1bg", "1.3f2a1bc"}) {
    EXPECT_TRUE(read_version(version)) << version;
  }
}

TEST(VersionKey, CountsMissingNumbersAsZeroAndIgnoresBuildMetadata) {
  for (const char* same :
       {"1.25.0", "1.25", "v1.25", "V01.025.0.0", "1.25.0_amd64", "1.25.0+b.7"}) {
    EXPECT_EQ(VersionKey::of(same), VersionKey::of("1.25")) << same;
  }
  EXPECT_EQ(VersionKey::of("1.0.0-rc.1_build5"), VersionKey::of("1-rc.1"));
}

TEST(VersionKey, ComparesNumbersWithoutBound) {
  const std::string nines(120, '9');
  expect_ascending({"1." + nines, "1.1" + nines, "2", nines, '1' + nines, "1" + nines + "0.1"});
}

TEST(VersionKey, HasABoundedLength) {
  std::string letters_and_digits = "v";
  std::string dots = "1";
  std::string parts = "1-0";
  while (letters_and_digits.size() + 2 <= TagName::kMaxLength) letters_and_digits += "1a";
  while (dots.size() + 2 <= TagName::kMaxLength) dots += ".1";
  while (parts.size() + 2 <= TagName::kMaxLength) parts += ".0";
  std::string name = "a";
  while (name.size() + 2 <= TagName::kMaxLength) name += "1a";
  for (const std::string& longest : {letters_and_digits, dots, parts, name}) {
    EXPECT_LE(VersionKey::of(longest).bytes().size(), VersionKey::kMaxBytes) << longest;
  }
}

// --- against Semantic Versioning, written down plainly ---

struct SemanticVersion {
  std::array<std::uint_fast32_t, 3> core = {};
  std::vector<std::string> pre_release = {};
};

bool is_number(const std::string& identifier) {
  return identifier.find_first_not_of("0123456789") == std::string::npos;
}

std::strong_ordering compare_identifiers(const std::string& a, const std::string& b) {
  if (is_number(a) && is_number(b)) return std::stoul(a) <=> std::stoul(b);
  if (is_number(a) != is_number(b)) return is_number(b) <=> is_number(a);
  return a.compare(b) <=> 0;
}

std::strong_ordering precedence(const SemanticVersion& a, const SemanticVersion& b) {
  if (a.core != b.core) return a.core <=> b.core;
  if (a.pre_release.empty() || b.pre_release.empty()) {
    return a.pre_release.empty() <=> b.pre_release.empty();
  }
  for (std::size_t i = 0; i < std::min(a.pre_release.size(), b.pre_release.size()); ++i) {
    const auto order = compare_identifiers(a.pre_release[i], b.pre_release[i]);
    if (order != std::strong_ordering::equal) return order;
  }
  return a.pre_release.size() <=> b.pre_release.size();
}

SemanticVersion random_version(std::mt19937& dice) {
  static const std::vector<std::string> kIdentifiers = {
      "0",    "1",   "2", "9", "10", "11", "100", "alpha",   "beta", "rc", "rc1",
      "rc10", "rc2", "a", "-", "--", "-1", "x-y", "alpine3", "Z",    "0a", "1a"};
  SemanticVersion version;
  for (auto& number : version.core) number = dice() % 3 == 0 ? dice() % 100 : dice() % 2;
  for (std::size_t count = dice() % 4; count > 0; --count) {
    version.pre_release.push_back(kIdentifiers[dice() % kIdentifiers.size()]);
  }
  return version;
}

std::string tag_of(const SemanticVersion& version, std::mt19937& dice) {
  std::string tag = dice() % 2 == 0 ? "v" : "";
  for (std::size_t i = 0; i < version.core.size(); ++i) {
    tag += (i == 0 ? "" : ".") + std::to_string(version.core.at(i));
  }
  for (std::size_t i = 0; i < version.pre_release.size(); ++i) {
    tag += (i == 0 ? "-" : ".") + version.pre_release[i];
  }
  return dice() % 4 == 0 ? tag + "_build.7" : tag;
}

TEST(VersionKey, AgreesWithThePrecedenceOfSemanticVersions) {
  constexpr int kPairs = 20'000;
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 dice(seed);
  for (int i = 0; i < kPairs; ++i) {
    const SemanticVersion a = random_version(dice);
    const SemanticVersion b = random_version(dice);
    const std::string a_tag = tag_of(a, dice);
    const std::string b_tag = tag_of(b, dice);
    ASSERT_EQ(VersionKey::of(a_tag) <=> VersionKey::of(b_tag), precedence(a, b))
        << a_tag << " and " << b_tag;
  }
}

}  // namespace
}  // namespace berth
