// Answers of the OCI plane from memory equal its answers from the store.
#include "oci_fixture.h"

namespace berth::oci {
namespace {

class OciAnswerCacheTest : public OciFixture {
 protected:
  // nullopt: the answer has to be looked up.
  std::optional<WireAnswer> recall(std::string_view target, std::string_view fields,
                                   std::string_view method = "GET") {
    const std::string text = request_text(method, target, fields, {});
    http::RequestHead head;
    EXPECT_EQ(http::parse_head(text, head).state, http::HeadState::complete) << text;
    auto known = plane_.begin(head)->answer_now({});
    if (!known) return std::nullopt;
    return read(*known);
  }

  const Repository repository_ = create_repository("cached");
  const std::string target_ = "/v2/acme/cached/manifests/1";
};

TEST_F(OciAnswerCacheTest, RepeatsManifestsAndListsOfTags) {
  const Digest digest = push(repository_, "image", "1");
  for (const std::string& target : {target_, std::string("/v2/acme/cached/tags/list")}) {
    EXPECT_FALSE(recall(target, anonymous_));
    const WireAnswer first = send("GET", target, anonymous_);
    const auto known = recall(target, anonymous_);
    ASSERT_TRUE(known) << target;
    EXPECT_EQ(known->status, 200U);
    EXPECT_EQ(known->body, first.body);
    EXPECT_EQ(known->field("Content-Type"), first.field("Content-Type"));
  }
  EXPECT_EQ(recall(target_, anonymous_)->field("Docker-Content-Digest"), digest.text());
  EXPECT_TRUE(recall(target_, anonymous_, "HEAD"));
}

TEST_F(OciAnswerCacheTest, NotesTheSameForTheLog) {
  push(repository_, "image", "1");
  for (const std::string_view method : {"GET", "HEAD"}) {
    const std::string text = request_text(method, target_, owner_, {});
    http::RequestHead head;
    http::parse_head(text, head);
    const auto from_store = plane_.begin(head);
    EXPECT_EQ(answer_whole(*from_store, {}).status, 200U);
    const auto from_memory = plane_.begin(head);
    EXPECT_TRUE(from_memory->answer_now({}));
    for (const auto* exchange : {from_store.get(), from_memory.get()}) {
      EXPECT_EQ(exchange->notes().operation, method == "GET" ? "GetManifest" : "HeadManifest");
      EXPECT_EQ(exchange->notes().caller, "arn:aws:iam::123456789012:user/admin");
    }
  }
}

TEST_F(OciAnswerCacheTest, KeepsTheAnswerToHeadOfAManifest) {
  push(repository_, "image", "1");
  const WireAnswer first = send("HEAD", target_, anonymous_);
  EXPECT_EQ(first.content_length, 5U);
  EXPECT_EQ(first.body, "");
  const auto known = recall(target_, anonymous_, "HEAD");
  ASSERT_TRUE(known);
  EXPECT_EQ(known->content_length, 5U);
  EXPECT_EQ(known->fields, first.fields);
  // GET has to read the content, and its answer says more.
  EXPECT_FALSE(recall(target_, anonymous_));
  const WireAnswer pulled = send("GET", target_, anonymous_);
  EXPECT_EQ(pulled.body, "image");
  EXPECT_EQ(pulled.fields, first.fields);
  EXPECT_EQ(recall(target_, anonymous_, "HEAD")->body, "image");
}

TEST_F(OciAnswerCacheTest, KeepsOneAnswerForAllEquivalentRequests) {
  push(repository_, "image", "1");
  send("GET", target_ + "?x=1", anonymous_);
  for (const std::string& target :
       {target_, target_ + "?x=2", std::string("/v2/%61cme/cached/manifests/1?n=3")}) {
    EXPECT_TRUE(recall(target, anonymous_)) << target;
  }
}

TEST_F(OciAnswerCacheTest, DistinguishesPagesByTheirParameters) {
  push(repository_, "image", "1");
  const std::string tags = "/v2/acme/cached/tags/list";
  send("GET", tags + "?n=1&last=0", anonymous_);
  EXPECT_TRUE(recall(tags + "?x=y&last=0&n=1", anonymous_));
  EXPECT_TRUE(recall(tags + "?n=10&last=0", anonymous_));
  for (const char* other :
       {"", "?n=1", "?n=0&last=0", "?n=1&last=", "?n=1&last=01", "%0A1:1%0A1:0%0A", "?n=1%0A1:0"}) {
    EXPECT_FALSE(recall(tags + other, anonymous_)) << other;
  }
}

TEST_F(OciAnswerCacheTest, KeepsAPageWithoutEntriesForItselfAlone) {
  push(repository_, "image", "1");
  const std::string tags = "/v2/acme/cached/tags/list";
  EXPECT_EQ(send("GET", tags + "?n=0", anonymous_).body, R"({"name":"acme/cached","tags":[]})");
  EXPECT_TRUE(recall(tags + "?n=0", anonymous_));
  for (const char* more : {"", "?n=1", "?n=100"}) {
    EXPECT_EQ(send("GET", tags + more, anonymous_).body, R"({"name":"acme/cached","tags":["1"]})")
        << more;
  }
  EXPECT_EQ(send("GET", tags + "?n=0", anonymous_).body, R"({"name":"acme/cached","tags":[]})");
}

TEST_F(OciAnswerCacheTest, KeepsOneListForAllCountsAboveItsLength) {
  push(repository_, "image", "1");
  push(repository_, "image", "2");
  const std::string subject = Digest::of("nothing").text();
  for (const std::string& list :
       {std::string("/v2/acme/cached/tags/list"), "/v2/acme/cached/referrers/" + subject}) {
    send("GET", list + "?n=5", anonymous_);
    for (const char* count : {"", "?n=2", "?n=999", "?n=1000000", "?n="}) {
      EXPECT_TRUE(recall(list + count, anonymous_)) << list << count;
    }
    EXPECT_FALSE(recall(list + "?n=x", anonymous_)) << list;
  }
  EXPECT_FALSE(recall("/v2/acme/cached/tags/list?n=1", anonymous_));
  EXPECT_FALSE(recall("/v2/acme/cached/tags/list?n=0", anonymous_));
  EXPECT_EQ(recall("/v2/acme/cached/tags/list?n=2", anonymous_)->body,
            R"({"name":"acme/cached","tags":["1","2"]})");
}

TEST_F(OciAnswerCacheTest, RepeatsALargeManifestFromAFile) {
  const std::string content(plane::kMinFiledBytes, 'x');
  push(repository_, content, "1");
  EXPECT_EQ(send("GET", target_, anonymous_).body, content);
  EXPECT_FALSE(recall(target_, anonymous_));
  EXPECT_EQ(send("GET", target_, anonymous_).body, content);
  const auto known = recall(target_, anonymous_);
  ASSERT_TRUE(known);
  EXPECT_EQ(known->body, content);
  const std::string tag = known->field("ETag");
  const auto unchanged = recall(target_, anonymous_ + "If-None-Match: " + tag + "\r\n");
  ASSERT_TRUE(unchanged);
  EXPECT_EQ(unchanged->status, 304U);
  EXPECT_EQ(unchanged->body, "");
}

TEST_F(OciAnswerCacheTest, KeepsAnswersAndLoginsWhenOtherRepositoriesChange) {
  push(repository_, "image", "1");
  push_hello();
  const std::string login = bearer_of(principal(kAccessKeyId));
  const std::vector<std::string> targets{target_, "/v2/acme/cached/tags/list",
                                         "/v2/acme/cached/referrers/" + hello_digest_};
  for (const std::string& target : targets) send("GET", target, login);
  const Repository other = create_repository("other");
  // It is new in the registry, too.
  for (const std::string& target : targets) send("GET", target, login);
  send("GET", target_, anonymous_);
  push(other, "image", "1");
  push(other, "newer image", "1");
  send("PUT", "/v2/acme/app/manifests/v1", owner_, manifest());
  ASSERT_TRUE(metadata_.put_resource_tags(other, {{.key = "team", .value = "blue"}}, {}));
  ASSERT_TRUE(accounts_.set_display_name(*RegistryId::parse("210987654321"), "others", {}));
  for (const std::string& target : targets) {
    EXPECT_TRUE(recall(target, login)) << target;
    EXPECT_TRUE(recall(target, anonymous_)) << target;
  }
}

TEST_F(OciAnswerCacheTest, ForgetsWhatAChangeOfTheRepositoryOrTheRegistryConcerns) {
  const RegistryId acme = *RegistryId::parse("123456789012");
  const RegistryAlias second = *RegistryAlias::parse("second");
  Repository repository = repository_;
  const std::vector<std::pair<const char*, std::function<void()>>> changes{
      {"another tag", [&] { push(repository, "image", "2"); }},
      {"a tag is deleted",
       [&] {
         ASSERT_TRUE(metadata_.delete_tag(repository, {.tag = *TagName::parse("2")},
                                          {.at = clock_.now(), .user = "admin"}));
       }},
      {"a policy",
       [&] { ASSERT_TRUE(metadata_.put_repository_policy(repository, {.text = "{}"}, {})); }},
      {"an alias", [&] { ASSERT_TRUE(accounts_.add_alias(acme, second, {.at = clock_.now()})); }},
      {"the primary alias", [&] { ASSERT_TRUE(accounts_.set_primary_alias(acme, second, {})); }},
      {"another process",
       [&] {
         const auto elsewhere = stores::open_metadata(stores::config_of(folder_.path()),
                                                      StoreRole::beside_a_server, {.kind = kind_});
         ASSERT_TRUE(elsewhere->accounts().set_display_name(acme, "Acme", {}));
       }},
      {"made again under its name",
       [&] {
         ASSERT_TRUE(metadata_.delete_repository(repository, RepositoryContent::is_deleted_too,
                                                 {.at = clock_.now()}));
         repository = create_repository("cached");
         push(repository, "image", "1");
       }},
  };
  push(repository, "image", "1");
  for (const auto& [what, change] : changes) {
    EXPECT_EQ(send("GET", target_, anonymous_).status, 200U) << what;
    EXPECT_TRUE(recall(target_, anonymous_)) << what;
    change();
    EXPECT_FALSE(recall(target_, anonymous_)) << what;
  }
}

TEST_F(OciAnswerCacheTest, ForgetsTheLoginOfADeletedKeyAndUser) {
  push(repository_, "image", "1");
  const std::string limited = user_who_may("ecr-public:*");
  EXPECT_EQ(send("GET", target_, limited).status, 200U);
  EXPECT_TRUE(recall(target_, limited));
  ASSERT_TRUE(accounts_.delete_user(*RegistryId::parse("123456789012"), "limited", {}));
  EXPECT_FALSE(recall(target_, limited));
  EXPECT_EQ(send("GET", target_, limited).status, 401U);
  EXPECT_EQ(send("GET", target_, owner_).status, 200U);
  EXPECT_TRUE(recall(target_, owner_));
  ASSERT_TRUE(accounts_.delete_access_key(kAccessKeyId, {}));
  EXPECT_FALSE(recall(target_, owner_));
  EXPECT_EQ(send("GET", target_, owner_).status, 401U);
}

TEST_F(OciAnswerCacheTest, ForgetsWhenATagMoves) {
  push(repository_, "image", "1");
  EXPECT_EQ(send("GET", target_, anonymous_).body, "image");
  push(repository_, "newer image", "1");
  EXPECT_FALSE(recall(target_, anonymous_));
  EXPECT_EQ(send("GET", target_, anonymous_).body, "newer image");
}

TEST_F(OciAnswerCacheTest, ForgetsWhenAnImageIsDeleted) {
  const Digest digest = push(repository_, "image", "1");
  EXPECT_EQ(send("GET", target_, anonymous_).status, 200U);
  ASSERT_TRUE(metadata_.delete_image(repository_, digest, {.at = clock_.now(), .user = "admin"}));
  EXPECT_EQ(send("GET", target_, anonymous_).status, 404U);
}

TEST_F(OciAnswerCacheTest, ChallengesUnknownCallers) {
  push(repository_, "image", "1");
  EXPECT_EQ(send("GET", target_, anonymous_).status, 200U);
  EXPECT_FALSE(recall(target_, {}));
  EXPECT_EQ(send("GET", target_).status, 401U);
  EXPECT_FALSE(recall(target_, "Authorization: Bearer x\r\n"));
  EXPECT_EQ(send("GET", target_, "Authorization: Bearer x\r\n").status, 401U);
}

TEST_F(OciAnswerCacheTest, RefusesAnExpiredToken) {
  push(repository_, "image", "1");
  EXPECT_EQ(send("GET", target_, anonymous_).status, 200U);
  clock_.advance(std::chrono::hours(24));
  EXPECT_FALSE(recall(target_, anonymous_));
  EXPECT_EQ(send("GET", target_, anonymous_).status, 401U);
}

TEST_F(OciAnswerCacheTest, AnswersNotModifiedToAClientThatHasTheAnswer) {
  const Digest digest = push(repository_, "image", "1");
  for (const std::string& target : {target_, std::string("/v2/acme/cached/tags/list")}) {
    const std::string tag = send("GET", target, anonymous_).field("ETag");
    const auto unchanged = recall(target, anonymous_ + "If-None-Match: " + tag + "\r\n");
    ASSERT_TRUE(unchanged);
    EXPECT_EQ(unchanged->status, 304U);
    EXPECT_EQ(unchanged->body, "");
    EXPECT_EQ(unchanged->field("ETag"), tag);
    EXPECT_EQ(recall(target, anonymous_ + "If-None-Match: \"x\"\r\n")->status, 200U);
  }
}

TEST_F(OciAnswerCacheTest, RepeatsSmallBlobsButNotTheirPartsOrHead) {
  push_hello();
  const std::string blob = "/v2/acme/app/blobs/" + hello_digest_;
  EXPECT_EQ(send("GET", blob, anonymous_ + "Range: bytes=1-3\r\n").body, "ell");
  EXPECT_FALSE(recall(blob, anonymous_));
  EXPECT_EQ(send("GET", blob, anonymous_).body, kHello);
  const auto known = recall(blob, anonymous_);
  ASSERT_TRUE(known);
  EXPECT_EQ(known->body, kHello);
  EXPECT_EQ(known->field("Docker-Content-Digest"), hello_digest_);
  EXPECT_FALSE(recall(blob, anonymous_ + "Range: bytes=1-3\r\n"));
  // A client that pushes uses HEAD to ask whether the blob exists, which then holds it for that
  // client.
  EXPECT_FALSE(recall(blob, anonymous_, "HEAD"));
}

TEST_F(OciAnswerCacheTest, ForgetsDeletedBlobs) {
  push_hello();
  const std::string blob = "/v2/acme/app/blobs/" + hello_digest_;
  EXPECT_EQ(send("GET", blob, anonymous_).status, 200U);
  EXPECT_EQ(send("DELETE", blob, owner_).status, 202U);
  EXPECT_FALSE(recall(blob, anonymous_));
  EXPECT_EQ(send("GET", blob, anonymous_).status, 404U);
}

TEST_F(OciAnswerCacheTest, LeavesLargeBlobsInTheirFiles) {
  const std::string content(20'000, 'x');
  const std::string digest = Digest::of(content).text();
  ASSERT_EQ(send("POST", "/v2/acme/app/blobs/uploads/?digest=" + digest, owner_, content).status,
            201U);
  const std::string blob = "/v2/acme/app/blobs/" + digest;
  EXPECT_EQ(send("GET", blob, anonymous_).body, content);
  EXPECT_EQ(send("GET", blob, anonymous_ + "Range: bytes=19997-\r\n").body, "xxx");
  EXPECT_FALSE(recall(blob, anonymous_));
}

TEST_F(OciAnswerCacheTest, LeavesRequestsThatMayCommitToWorkers) {
  const auto effort = [this](std::string_view method, std::string_view target) {
    const std::string text = request_text(method, target, anonymous_, {});
    http::RequestHead head;
    EXPECT_EQ(http::parse_head(text, head).state, http::HeadState::complete) << text;
    return plane_.begin(head)->effort();
  };
  const std::string blob = "/v2/acme/app/blobs/" + hello_digest_;
  EXPECT_EQ(effort("GET", target_), http::Effort::brief);
  EXPECT_EQ(effort("HEAD", target_), http::Effort::brief);
  EXPECT_EQ(effort("GET", blob), http::Effort::brief);
  EXPECT_EQ(effort("GET", "/token"), http::Effort::brief);
  EXPECT_EQ(effort("HEAD", blob), http::Effort::may_wait);
  EXPECT_EQ(effort("GET", "/v2/acme/app/blobs/uploads/1"), http::Effort::may_wait);
  EXPECT_EQ(effort("GET", "/v2/acme/app/referrers/" + hello_digest_), http::Effort::may_wait);
  EXPECT_EQ(effort("HEAD", "/v2/acme/app/referrers/" + hello_digest_), http::Effort::brief);
  EXPECT_EQ(effort("DELETE", blob), http::Effort::may_wait);
  EXPECT_EQ(effort("DELETE", target_), http::Effort::may_wait);
}

}  // namespace
}  // namespace berth::oci
