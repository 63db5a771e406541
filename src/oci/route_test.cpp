#include "oci/route.h"

#include <gtest/gtest.h>

namespace berth::oci {
namespace {

void expect_route(std::string_view path, Endpoint endpoint, std::string_view alias,
                  std::string_view repository, std::string_view reference) {
  const Route route = parse_route(path);
  EXPECT_EQ(route.endpoint, endpoint) << path;
  EXPECT_EQ(route.alias, alias) << path;
  EXPECT_EQ(route.repository, repository) << path;
  EXPECT_EQ(route.reference, reference) << path;
}

TEST(Route, NamesEveryEndpoint) {
  expect_route("/v2/", Endpoint::base, "", "", "");
  expect_route("/v2", Endpoint::base, "", "", "");
  expect_route("/token/", Endpoint::token, "", "", "");
  expect_route("/token", Endpoint::token, "", "", "");
  expect_route("/v2/acme/team/app/manifests/v1", Endpoint::manifest, "acme", "team/app", "v1");
  expect_route("/v2/acme/app/blobs/sha256:ab", Endpoint::blob, "acme", "app", "sha256:ab");
  expect_route("/v2/acme/app/blobs/uploads/", Endpoint::uploads, "acme", "app", "");
  expect_route("/v2/acme/app/blobs/uploads", Endpoint::uploads, "acme", "app", "");
  expect_route("/v2/acme/app/blobs/uploads/1-2", Endpoint::upload, "acme", "app", "1-2");
  expect_route("/v2/acme/app/tags/list", Endpoint::tags, "acme", "app", "");
}

TEST(Route, TakesRepositoriesThatAreNamedLikeEndpoints) {
  expect_route("/v2/acme/manifests/manifests/v1", Endpoint::manifest, "acme", "manifests", "v1");
  expect_route("/v2/acme/blobs/uploads/manifests/v1", Endpoint::manifest, "acme", "blobs/uploads",
               "v1");
  expect_route("/v2/acme/tags/list/tags/list", Endpoint::tags, "acme", "tags/list", "");
}

TEST(Route, DecodesOnceAndLeavesJudgementToTheNames) {
  expect_route("/v2/acme%2Fapp/tags/list", Endpoint::tags, "acme", "app", "");
  expect_route("/v2/acme/%252e%252e/tags/list", Endpoint::tags, "acme", "%2e%2e", "");
  expect_route("/v2/acme/%2e%2e/tags/list", Endpoint::tags, "acme", "..", "");
  expect_route("/v2//app/tags/list", Endpoint::tags, "", "app", "");
}

TEST(Route, IsNoneForAnythingElse) {
  for (const char* path : {"", "/", "/v3/", "/v2x", "/v2/acme", "/v2/acme/app", "/v2/%zz/tags/list",
                           "/v2/acme/app/tags", "/v2/acme/app/tags/list/", "/v2/_catalog",
                           "/tokens", "/v2/acme/app/manifests"}) {
    EXPECT_EQ(parse_route(path).endpoint, Endpoint::none) << path;
  }
}

}  // namespace
}  // namespace berth::oci
