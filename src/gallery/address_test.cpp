#include "gallery/address.h"

#include <gtest/gtest.h>

namespace berth::gallery {
namespace {

template <typename Kind>
bool is(std::string_view path) {
  return std::holds_alternative<Kind>(read_address(path));
}

// The path of the page that an address means; empty if it means none.
std::string page(std::string_view path) {
  const Address address = read_address(path);
  if (const auto* registry = std::get_if<RegistryAddress>(&address)) return path_of(*registry);
  if (const auto* repository = std::get_if<RepositoryAddress>(&address)) {
    return path_of(*repository);
  }
  if (const auto* image = std::get_if<ImageAddress>(&address)) return path_of(*image);
  return "";
}

const std::string kDigest = "sha256:" + std::string(64, 'a');

TEST(Address, ReadsEveryPageAsItIsWritten) {
  for (const std::string& path :
       {std::string("/acme"), std::string("/acme/app"), std::string("/acme/project/app"),
        std::string("/acme/app:v1.2_x"), "/acme/app@" + kDigest, std::string("/acme/events"),
        std::string("/acme/x.json"), std::string("/acme/project/tags/list")}) {
    EXPECT_EQ(page(path), path);
  }
}

TEST(Address, TakesADigestBeforeATag) {
  EXPECT_EQ(page("/acme/app:v1@" + kDigest), "/acme/app@" + kDigest);
}

TEST(Address, DecodesWhatAClientEscaped) {
  EXPECT_EQ(page("/acme/project%2Fapp%3Av1"), "/acme/project/app:v1");
  EXPECT_TRUE(is<addresses::Nowhere>("/acme/app%"));
}

TEST(Address, HasThePagesOfAReservedAliasElsewhere) {
  EXPECT_EQ(page("/-/registry/logo"), "/-/registry/logo");
  EXPECT_EQ(page("/-/registry/logo/app:v1"), "/-/registry/logo/app:v1");
  EXPECT_EQ(path_of(RegistryAddress{*RegistryAlias::parse("v2")}), "/-/registry/v2");
  EXPECT_EQ(page("/-/registry/acme"), "/acme");
}

TEST(Address, KeepsWhatIsNoNameUnderAComponentThatIsNone) {
  EXPECT_TRUE(is<addresses::Home>("/"));
  EXPECT_TRUE(is<addresses::Home>("//"));
  EXPECT_TRUE(is<addresses::Home>("/-/search"));
  EXPECT_TRUE(is<addresses::Asset>("/-/assets/0a1b/gallery.css"));
  EXPECT_TRUE(is<addresses::Robots>("/robots.txt"));
  EXPECT_TRUE(is<addresses::Favicon>("/favicon.ico"));
  EXPECT_TRUE(is<addresses::Call>("/describeImageTags"));
}

TEST(Address, MovesAPathWithASlashTooMany) {
  const Address address = read_address("/acme/app//");
  EXPECT_EQ(std::get<addresses::Moved>(address).path, "/acme/app");
  EXPECT_TRUE(is<addresses::Nowhere>("//evil.example/"));
  EXPECT_TRUE(is<addresses::Nowhere>("//evil.example"));
}

TEST(Address, MeansNothingByAnythingElse) {
  for (const char* path :
       {"", "*", "acme", "/ACME", "/a", "/-/", "/-/nothing", "/acme/-/nothing", "/acme/App",
        "/acme/app:", "/acme/app:-x", "/acme/app@sha256:abc", "/acme/app@", "/acme//app",
        "/-/assets/x", "/acme/../app", "/.well-known"}) {
    EXPECT_TRUE(is<addresses::Nowhere>(path)) << path;
  }
}

}  // namespace
}  // namespace berth::gallery
