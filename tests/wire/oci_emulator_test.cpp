// The OCI plane of an emulator (`--dev`): a stand-in for a registry that lets everyone in.
#include "base/encoding.h"
#include "oci/plane.h"
#include "oci_fixture.h"

namespace berth::oci {
namespace {

class OciEmulatorTest : public OciFixture {
 protected:
  WireAnswer ask(std::string_view method, std::string_view target, std::string_view fields = {},
                 std::string_view body = {}) {
    return send_to(emulator_plane_, method, target, fields, body);
  }
  void push(const std::string& name) {
    const std::string blobs = "/v2/" + name + "/blobs/uploads/?digest=" + hello_digest_;
    EXPECT_EQ(ask("POST", blobs, "", kHello).status, 201U) << name;
    const std::string type = "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n";
    EXPECT_EQ(ask("PUT", "/v2/" + name + "/manifests/v1", type, manifest()).status, 201U) << name;
  }

  const auth::Authenticator emulator_{metadata_, keys_, tokens_, clock_, auth::Trust::everyone};
  const auth::Authorizer all_may_{clock_, auth::Trust::everyone};
  Plane emulator_plane_{
      {accounts_, metadata_, blobs_, emulator_, all_may_, quotas_, clock_, upload_ids_},
      room_,
      {.create_on_push = CreateOnPush::on,
       .unknown_aliases = UnknownAliases::mean_the_first_registry}};
};

TEST_F(OciEmulatorTest, RequiresNoLogin) {
  EXPECT_EQ(ask("GET", "/v2/").status, 200U);
  EXPECT_EQ(ask("GET", "/v2/_catalog").body, R"({"repositories":["acme/app"]})");
  push("acme/new");
  EXPECT_EQ(ask("GET", "/v2/acme/new/tags/list").body, R"({"name":"acme/new","tags":["v1"]})");
}

TEST_F(OciEmulatorTest, IssuesATokenForAnyUserAndPassword) {
  for (const std::string& login : {std::string(), std::string("any:thing"), std::string("AWS:x"),
                                   std::string(":"), std::string(kAccessKeyId) + ":wrong"}) {
    const std::string fields =
        login.empty() ? "" : "Authorization: Basic " + to_base64(login) + "\r\n";
    EXPECT_EQ(ask("GET", "/token/", fields).status, 200U) << login;
    EXPECT_EQ(ask("POST", "/v2/acme/app/blobs/uploads/", fields).status, 202U) << login;
  }
}

TEST_F(OciEmulatorTest, TakesAnyFirstPathComponentForTheFirstRegistry) {
  push("library/hello");
  EXPECT_EQ(ask("GET", "/v2/library/hello/tags/list").body,
            R"({"name":"library/hello","tags":["v1"]})");
  // It is one repository under every name.
  for (const char* name : {"acme/hello", "hello", "9-no-alias/hello", "x/hello"}) {
    EXPECT_EQ(ask("GET", std::string("/v2/") + name + "/manifests/v1").body, manifest()) << name;
  }
  push("single");
  EXPECT_EQ(ask("GET", "/v2/acme/single/manifests/v1").status, 200U);
  // The alias of a registry is its own.
  EXPECT_EQ(ask("GET", "/v2/other/hello/manifests/v1").status, 404U);
}

TEST_F(OciEmulatorTest, MountsFromAnyNameThatWasPushedTo) {
  push("library/hello");
  const std::string uploads = "/v2/library/mounted/blobs/uploads/?mount=" + hello_digest_;
  for (const char* from : {"library/hello", "hello", "acme/hello", "x%2Fhello"}) {
    EXPECT_EQ(ask("POST", uploads + "&from=" + from).status, 201U) << from;
    EXPECT_EQ(ask("DELETE", "/v2/library/mounted/blobs/" + hello_digest_).status, 202U) << from;
  }
  // The alias of a registry is its own.
  EXPECT_EQ(ask("POST", uploads + "&from=other/hello").status, 202U);
}

TEST_F(OciEmulatorTest, DiffersFromAServer) {
  EXPECT_EQ(send("GET", "/v2/").status, 401U);
  EXPECT_EQ(send("GET", "/v2/library/app/tags/list", owner_).status, 404U);
  EXPECT_EQ(send("GET", "/v2/app/tags/list", owner_).status, 404U);
  push_hello();
  const std::string uploads = "/v2/acme/app/blobs/uploads/?mount=" + hello_digest_;
  EXPECT_EQ(send("POST", uploads + "&from=acme/app", owner_).status, 201U);
  EXPECT_EQ(send("POST", uploads + "&from=library/app", owner_).status, 202U);
}

}  // namespace
}  // namespace berth::oci
