// Login, challenges, routes and access of the OCI plane.
#include <boost/json/parse.hpp>

#include "base/encoding.h"
#include "oci/plane.h"
#include "oci_fixture.h"

namespace berth::oci {
namespace {

constexpr std::string_view kChallenge =
    "Bearer realm=\"http://localhost:5000/token/\",service=\"localhost:5000\",scope=\"aws\"";

class OciPlaneTest : public OciFixture {
 protected:
  std::string basic(const std::string& password) {
    return "Authorization: Basic " + to_base64("AWS:" + password) + "\r\n";
  }
};

TEST_F(OciPlaneTest, ChallengesRequestsWithoutCredentials) {
  const WireAnswer answer = send("GET", "/v2/");
  EXPECT_EQ(answer.status, 401U);
  EXPECT_EQ(answer.fields,
            "Docker-Distribution-Api-Version: registry/2.0\r\n"
            "Content-Type: application/json\r\n"
            "WWW-Authenticate: " +
                std::string(kChallenge) + "\r\n");
  EXPECT_EQ(answer.body, R"({"errors":[{"code":"UNAUTHORIZED","message":"Not Authorized"}]})");
  for (const char* path : {"/v2/acme/app/tags/list", "/v2/acme/none/manifests/v1", "/v2/nothing",
                           "/v2/../x", "/v2/%zz"}) {
    EXPECT_EQ(send("GET", path).status, 401U) << path;
  }
}

TEST_F(OciPlaneTest, AcceptsEveryBearerToken) {
  for (const std::string& authorization : {owner_, stranger_, anonymous_}) {
    const WireAnswer answer = send("GET", "/v2/", authorization);
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, "{}");
  }
}

TEST_F(OciPlaneTest, ChallengesAgainWhenATokenHasEnded) {
  clock_.advance(std::chrono::hours(2));
  for (const std::string& authorization :
       {owner_, anonymous_, std::string("Authorization: Bearer x\r\n")}) {
    const WireAnswer answer = send("GET", "/v2/acme/app/tags/list", authorization);
    EXPECT_EQ(answer.status, 401U);
    EXPECT_EQ(answer.field("WWW-Authenticate"), kChallenge);
  }
}

TEST_F(OciPlaneTest, IssuesATokenForALogin) {
  const std::string login = basic(authenticator_.issue_login(principal(kAccessKeyId)).password);
  for (const char* target : {"/token/?service=localhost:5000&scope=aws", "/token"}) {
    const WireAnswer answer = send("GET", target, login);
    ASSERT_EQ(answer.status, 200U);
    const auto reply = boost::json::parse(answer.body).as_object();
    EXPECT_EQ(reply.at("token"), reply.at("access_token"));
    EXPECT_EQ(reply.at("expires_in"), 3600);
    EXPECT_EQ(reply.at("issued_at"), "2026-01-02T03:04:05.000Z");
    const std::string bearer =
        "Authorization: Bearer " + std::string(reply.at("token").as_string()) + "\r\n";
    EXPECT_EQ(send("POST", "/v2/acme/app/blobs/uploads/", bearer).status, 202U);
  }
}

TEST_F(OciPlaneTest, IssuesAnAnonymousTokenToEveryone) {
  const WireAnswer answer = send("GET", "/token/");
  ASSERT_EQ(answer.status, 200U);
  const auto token = boost::json::parse(answer.body).at("token").as_string();
  const std::string bearer = "Authorization: Bearer " + std::string(token) + "\r\n";
  EXPECT_EQ(send("GET", "/v2/acme/app/tags/list", bearer).status, 200U);
  EXPECT_EQ(send("POST", "/v2/acme/app/blobs/uploads/", bearer).status, 401U);
}

TEST_F(OciPlaneTest, IssuesNoTokenForAnythingElse) {
  for (const std::string& authorization :
       {basic("wrong"), owner_, std::string("Authorization: Basic !\r\n"),
        std::string("Authorization: Negotiate x\r\n")}) {
    const WireAnswer answer = send("GET", "/token/", authorization);
    EXPECT_EQ(answer.status, 401U) << authorization;
    EXPECT_EQ(answer.field("WWW-Authenticate"), "Basic realm=\"http://localhost:5000/token/\"");
  }
}

TEST_F(OciPlaneTest, RefusesInvalidNamesCleanly) {
  for (const std::string name :
       {"..", "%2e%2e", "acme/..", "acme/../x", "acme/%2e%2e/x", "acme/a%00b", "acme//x", "/acme/x",
        "acme/A", "acme/a%ff", "Not-An-Alias/x", "acme/a%0d%0ab", "A"}) {
    const WireAnswer answer = send("GET", "/v2/" + name + "/manifests/v1", owner_);
    EXPECT_EQ(answer.status, 400U) << name;
    EXPECT_EQ(answer.error(), "NAME_INVALID") << name;
  }
}

TEST_F(OciPlaneTest, FindsNoRepositoryForANameThatOnlyOciAllows) {
  for (const std::string name : {"acme/a__b", "acme/a--b", "acme/a", "x/app", "a.b.c/x--y"}) {
    EXPECT_EQ(send("GET", "/v2/" + name + "/manifests/v1", owner_).error(), "NAME_UNKNOWN") << name;
    EXPECT_EQ(send("POST", "/v2/" + name + "/blobs/uploads/", owner_).error(), "NAME_INVALID");
  }
}

TEST_F(OciPlaneTest, SaysThatNamesBeginWithAnAliasAndNamesIt) {
  const std::string problem =
      R"({"errors":[{"code":"NAME_UNKNOWN","message":"There is no repository 'hello': the )"
      R"(name of each begins with the alias of its registry, ALIAS/REPOSITORY)";
  for (const char* method : {"GET", "PUT"}) {
    const bool is_push = std::string_view(method) == "PUT";
    const WireAnswer answer = send(method, "/v2/hello/manifests/v1", owner_);
    EXPECT_EQ(answer.status, 404U);
    EXPECT_EQ(answer.body,
              problem + (is_push ? "; push to localhost:5000/acme/hello" : "") + R"("}]})");
  }
  EXPECT_EQ(send("POST", "/v2/hello/blobs/uploads/", owner_).body,
            problem + R"(; push to localhost:5000/acme/hello"}]})");
  EXPECT_EQ(send("GET", "/v2/hello/manifests/v1", anonymous_).body, problem + R"("}]})");
}

TEST_F(OciPlaneTest, TellsItsOwnUsersHowToCreateAMissingRepository) {
  const std::string uploads = "/v2/acme/team/none/blobs/uploads/";
  const std::string missing =
      "The repository with name 'team/none' does not exist in the registry with id 'acme'";
  const std::string advice =
      ": create it (aws ecr-public create-repository --repository-name team/none) or serve "
      "--create-on-push";
  EXPECT_TRUE(send("POST", uploads, owner_).body.contains(missing + advice));
  EXPECT_TRUE(send("PUT", "/v2/acme/team/none/manifests/v1", owner_, manifest())
                  .body.contains(missing + advice));
  EXPECT_TRUE(send("POST", uploads, stranger_).body.contains(missing + '"'));
}

TEST_F(OciPlaneTest, TellsUsersThatARegistryDoesNotExist) {
  const auto message = [this](const char* method, const char* target, const std::string& caller) {
    return send(method, target, caller).body;
  };
  for (const std::string& caller : {owner_, stranger_}) {
    EXPECT_TRUE(message("POST", "/v2/nope/app/blobs/uploads/", caller)
                    .contains("there is no registry 'nope'"));
    EXPECT_TRUE(message("GET", "/v2/nope/app/manifests/v1", caller)
                    .contains("there is no registry 'nope'"));
  }
  // No one is told which aliases exist.
  std::string known = message("GET", "/v2/acme/none/manifests/v1", anonymous_);
  const std::string unknown = message("GET", "/v2/nope/none/manifests/v1", anonymous_);
  known.replace(known.find("acme"), 4, "nope");
  EXPECT_EQ(known, unknown);
}

TEST_F(OciPlaneTest, NamesARepositoryByTheRequestedAlias) {
  const Registry registry = accounts_.list_registries().front();
  ASSERT_TRUE(
      accounts_.add_alias(registry.id, *RegistryAlias::parse("zeta"), {.at = clock_.now()}));
  ASSERT_TRUE(accounts_.set_primary_alias(registry.id, *RegistryAlias::parse("zeta"), {}));
  for (const std::string alias : {"acme", "zeta"}) {
    EXPECT_EQ(send("GET", "/v2/" + alias + "/app/tags/list", anonymous_).body,
              R"({"name":")" + alias + R"(/app","tags":[]})");
    EXPECT_TRUE(send("POST", "/v2/" + alias + "/app/blobs/uploads/", owner_)
                    .field("Location")
                    .contains("/v2/" + alias + "/app/"));
  }
}

TEST_F(OciPlaneTest, SaysWhichRepositoryIsMissing) {
  for (const std::string& authorization : {owner_, anonymous_}) {
    const WireAnswer answer = send("GET", "/v2/acme/team/none/manifests/v1", authorization);
    EXPECT_EQ(answer.status, 404U);
    EXPECT_EQ(answer.body,
              R"({"errors":[{"code":"NAME_UNKNOWN","message":"The repository with name )"
              R"('team/none' does not exist in the registry with id 'acme'"}]})");
  }
  EXPECT_EQ(send("GET", "/v2/nobody/app/tags/list", owner_).error(), "NAME_UNKNOWN");
}

TEST_F(OciPlaneTest, RequiresPermissionToCompleteAnUploadInOneRequest) {
  create_repository("second");
  push_hello();
  const std::string limited = user_who_may("ecr-public:InitiateLayerUpload");
  const std::string uploads = "/v2/acme/second/blobs/uploads/";
  for (const std::string& query :
       {"?digest=" + hello_digest_, "?mount=" + hello_digest_ + "&from=acme/app"}) {
    const WireAnswer refused = send("POST", uploads + query, limited);
    EXPECT_EQ(refused.status, 403U) << query;
    EXPECT_EQ(refused.error(), "DENIED");
  }
  EXPECT_EQ(send("POST", uploads, limited).status, 202U);
  EXPECT_EQ(send("GET", "/v2/acme/second/blobs/" + hello_digest_, owner_).status, 404U);
}

TEST_F(OciPlaneTest, RequiresPermissionToUploadTheLastPart) {
  const std::string limited = user_who_may("ecr-public:CompleteLayerUpload");
  const std::string session = start_upload();
  EXPECT_EQ(send("PATCH", session, owner_, "hell").status, 202U);
  const std::string last = session + "?digest=" + hello_digest_;
  for (const std::string_view framing :
       {"Content-Length: 1\r\n", "Transfer-Encoding: chunked\r\n"}) {
    const WireAnswer refused = send("PUT", last, limited + std::string(framing));
    EXPECT_EQ(refused.status, 403U) << framing;
    EXPECT_EQ(refused.error(), "DENIED");
  }
  EXPECT_EQ(send("PATCH", session, owner_, "o").field("Range"), "0-4");
  EXPECT_EQ(send("PUT", last, limited).status, 201U);
}

TEST_F(OciPlaneTest, CreatesRepositoriesForCallersThatMayDoSo) {
  const auto start = [this](std::string_view target, const std::string& authorization) {
    const std::string text =
        "POST " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n" + authorization + "\r\n";
    http::RequestHead head;
    http::parse_head(text, head);
    return read(std::get<http::Response>(creating_plane_.begin(head)->open())).status;
  };
  EXPECT_EQ(send("POST", "/v2/acme/new/blobs/uploads/", owner_).status, 404U);
  EXPECT_EQ(start("/v2/acme/new/blobs/uploads/", anonymous_), 401U);
  EXPECT_EQ(start("/v2/acme/new/blobs/uploads/", stranger_), 404U);
  EXPECT_EQ(start("/v2/nobody/new/blobs/uploads/", owner_), 404U);
  EXPECT_EQ(start("/v2/acme/new/blobs/uploads/", owner_), 202U);
  EXPECT_EQ(start("/v2/acme/new/blobs/uploads/", owner_), 202U);
  EXPECT_EQ(send("GET", "/v2/acme/new/tags/list", anonymous_).body,
            R"({"name":"acme/new","tags":[]})");
}

TEST_F(OciPlaneTest, ListsTagsInPages) {
  const Repository repository = create_repository("many");
  for (const char* tag : {"c", "a", "B", "b", "_x"}) push(repository, "image", tag);
  const auto list = [this](const std::string& query) {
    return send("GET", "/v2/acme/many/tags/list" + query, anonymous_);
  };
  EXPECT_EQ(list("").body, R"({"name":"acme/many","tags":["B","_x","a","b","c"]})");
  EXPECT_EQ(list("").field("Link"), "");
  EXPECT_EQ(list("?n=2").body, R"({"name":"acme/many","tags":["B","_x"]})");
  EXPECT_EQ(list("?n=2").field("Link"), "</v2/acme/many/tags/list?n=2&last=_x>; rel=\"next\"");
  EXPECT_EQ(list("?n=2&last=b").body, R"({"name":"acme/many","tags":["c"]})");
  EXPECT_EQ(list("?n=5").field("Link"), "");
  EXPECT_EQ(list("?last=aa").body, R"({"name":"acme/many","tags":["b","c"]})");
  EXPECT_EQ(list("?n=0").body, R"({"name":"acme/many","tags":[]})");
  EXPECT_EQ(list("?n=0").field("Link"), "");
  EXPECT_EQ(list("?n=").body, list("").body);
  EXPECT_EQ(list("?n=2147483648").status, 200U);
  EXPECT_EQ(list("?n=99999999999999999999").body, list("").body);  // does not fit into 64 bits
  for (const char* query : {"?n=-1", "?n=x", "?n=1.5", "?n=%00", "?n=99999999999999999999x",
                            "?n=-99999999999999999999"}) {
    EXPECT_EQ(list(query).status, 400U) << query;
    EXPECT_EQ(list(query).error(), "PAGINATION_NUMBER_INVALID") << query;
  }
}

TEST_F(OciPlaneTest, ReturnsAtMostAThousandTagsAtATime) {
  const Repository repository = create_repository("many");
  for (int i = 0; i < 1001; ++i) {
    push(repository, i % 2 == 0 ? "even" : "odd", "t" + std::to_string(10'000 + i));
  }
  const WireAnswer answer = send("GET", "/v2/acme/many/tags/list?n=5000", anonymous_);
  EXPECT_EQ(answer.field("Link"), "</v2/acme/many/tags/list?n=1000&last=t10999>; rel=\"next\"");
  EXPECT_EQ(send("GET", "/v2/acme/many/tags/list?n=1000&last=t10999", anonymous_).body,
            R"({"name":"acme/many","tags":["t11000"]})");
}

}  // namespace
}  // namespace berth::oci
