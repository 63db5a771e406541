#include "oci/route.h"

#include <gtest/gtest.h>

namespace berth::oci {
namespace {

struct Case {
  std::string_view path;
  Endpoint endpoint;
  std::string_view name;
  std::string_view reference;
};

TEST(FindRoute, KnowsEveryEndpoint) {
  for (const Case& expected : {
           Case{"/v2", Endpoint::base, "", ""},
           Case{"/v2/", Endpoint::base, "", ""},
           Case{"/token", Endpoint::token, "", ""},
           Case{"/token/", Endpoint::token, "", ""},
           Case{"/v2/acme/app/blobs/sha256:ab", Endpoint::blob, "acme/app", "sha256:ab"},
           Case{"/v2/acme/app/blobs/uploads/", Endpoint::uploads, "acme/app", ""},
           Case{"/v2/acme/app/blobs/uploads", Endpoint::uploads, "acme/app", ""},
           Case{"/v2/acme/app/blobs/uploads/1-2", Endpoint::upload, "acme/app", "1-2"},
           Case{"/v2/acme/app/manifests/latest", Endpoint::manifest, "acme/app", "latest"},
           Case{"/v2/acme/a/b/c/tags/list", Endpoint::tags, "acme/a/b/c", ""},
           Case{"/v2/acme/app/referrers/sha256:ab", Endpoint::referrers, "acme/app", "sha256:ab"},
           Case{"/v2/_catalog", Endpoint::catalog, "", ""},
       }) {
    const auto route = find_route(expected.path);
    ASSERT_TRUE(route) << expected.path;
    EXPECT_EQ(route->endpoint, expected.endpoint) << expected.path;
    EXPECT_EQ(route->name, expected.name) << expected.path;
    EXPECT_EQ(route->reference, expected.reference) << expected.path;
  }
}

TEST(FindRoute, AllowsRepositoriesNamedLikeEndpoints) {
  EXPECT_EQ(find_route("/v2/acme/tags/manifests/list")->name, "acme/tags");
  EXPECT_EQ(find_route("/v2/acme/blobs/uploads/manifests/v1")->name, "acme/blobs/uploads");
  EXPECT_EQ(find_route("/v2/acme/manifests/blobs/sha256:ab")->name, "acme/manifests");
}

TEST(FindRoute, DecodesEscapedCharacters) {
  EXPECT_EQ(find_route("/v2/acme%2Fapp/blobs/sha256%3aab")->reference, "sha256:ab");
  EXPECT_EQ(find_route("/v2/acme%2Fapp/blobs/sha256%3aab")->name, "acme/app");
  EXPECT_EQ(find_route("/v2/acme/%2e%2e/manifests/a%00b")->name, "acme/..");
  EXPECT_EQ(find_route("/v2/acme/%2e%2e/manifests/a%00b")->reference, std::string("a\0b", 3));
}

TEST(FindRoute, FindsNoEndpointAtOtherPaths) {
  for (const char* path : {"", "/", "/v2x", "/v1/", "/tokens", "/v2//", "/v2/acme", "/v2/tags/list",
                           "/v2/manifests/v1", "/v2/blobs/uploads/", "/v2/referrers/sha256:ab",
                           "/v2/_catalog/", "/v2/a/b%", "/v2/a/b%zz/manifests/v1",
                           "/v2/acme/app/tags/list/", "/v2/a/b/blobs/uploads/../../etc"}) {
    EXPECT_FALSE(find_route(path)) << path;
  }
}

TEST(ParseRepositoryPath, SplitsAtTheFirstSlash) {
  const auto path = parse_repository_path("acme/team/app");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->alias.text(), "acme");
  EXPECT_EQ(path->repository.text(), "team/app");
}

TEST(ParseRepositoryPath, RefusesInvalidNames) {
  for (const std::string_view name :
       {std::string_view(), std::string_view("A"), std::string_view("acme/"),
        std::string_view("/app"), std::string_view("acme//app"), std::string_view("acme/.."),
        std::string_view("../app"), std::string_view("acme/App"), std::string_view("acme/app/"),
        std::string_view("acme/a\0b", 8), std::string_view("acme/a\xff"),
        std::string_view("acme/a%2fb")}) {
    const auto path = parse_repository_path(name);
    ASSERT_FALSE(path) << name;
    EXPECT_EQ(path.error().code, ErrorCode::name_invalid);
  }
}

TEST(IsOciName, FollowsTheGrammar) {
  for (const char* name : {"a", "1x", "a.b", "a_b", "a__b", "a--b", "a---b", "a/b", "x/a.b/c-d"}) {
    EXPECT_TRUE(is_oci_name(name)) << name;
  }
  for (const char* name : {"", "A", "a/", "/a", "a//b", "a.", ".a", "a..b", "a___b", "a_-b", "a-",
                           "a/-b", "a\xff", "a b", "../a"}) {
    EXPECT_FALSE(is_oci_name(name)) << name;
  }
}

TEST(ParseRepositoryPath, FindsNoRepositoryWithoutAnAlias) {
  EXPECT_EQ(parse_repository_path("acme").error(),
            (Error{.code = ErrorCode::repository_not_found, .repository = "acme"}));
}

}  // namespace
}  // namespace berth::oci
