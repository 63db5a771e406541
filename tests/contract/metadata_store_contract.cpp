#include "contract/metadata_store_contract.h"

#include <limits>

namespace berth {

using testing::ElementsAre;
using testing::IsEmpty;

MetadataStoreContract::MetadataStoreContract() {
  reopen();
  const Registry registry{.id = account(), .alias = alias(), .created_at = at(1)};
  EXPECT_TRUE(accounts().create_registry(registry, key(account(), "AKIDEXAMPLE"),
                                         {.name = "all", .document = ""}, {}));
}

void MetadataStoreContract::reopen(const Quotas& quotas) {
  stores_.reset();
  stores_ = GetParam().open(folder_.path(), quotas);
}

Basis MetadataStoreContract::basis_of_everything() {
  const auto reader = store().reader();
  reader->accounts().list_registries();
  return reader->basis();
}

bool MetadataStoreContract::is_current(const Basis& basis) {
  const Currency before = store().currency(basis);
  const bool is_good = store().check(basis);
  // Otherwise a write came in between.
  if (before != Currency::must_ask && store().currency(basis) == before) {
    EXPECT_EQ(is_good, before == Currency::current);
  }
  return is_good;
}

NewRepository MetadataStoreContract::new_repository(std::string_view text, Timestamp now) {
  return {.registry = account(), .name = name(text), .created_at = now};
}

AccessKey MetadataStoreContract::key(const RegistryId& registry, std::string_view id) {
  using namespace std::string_literals;
  return {
      .principal = {.registry = registry, .user_name = "admin", .access_key_id = std::string(id)},
      .sealed_secret = "sealed\0\xff"s,
      .created_at = at(2)};
}

NewImage MetadataStoreContract::image(std::string_view content) {
  return {.digest = Digest::of(content),
          .media_type = "application/vnd.oci.image.manifest.v1+json",
          .artifact_media_type = "application/vnd.oci.image.config.v1+json",
          .content = std::string(content),
          .size_bytes = 100,
          .layers = {},
          .children = {}};
}

Child MetadataStoreContract::child(std::string_view content) {
  return {.digest = Digest::of(content),
          .size_bytes = content.size(),
          .media_type = image(content).media_type};
}

Repository MetadataStoreContract::create(std::string_view text) {
  return store().create_repository(new_repository(text, at(3)), {}).value();
}

void MetadataStoreContract::link(const Repository& repository, const Blob& blob) {
  EXPECT_TRUE(store().link_blob(repository.key, blob, at(0)));
}

PutImageOutcome MetadataStoreContract::push(const Repository& repository, const NewImage& image,
                                            std::optional<TagName> tag, std::int64_t now_ms) {
  std::vector<TagName> tags;
  if (tag) tags.push_back(*std::move(tag));
  return put(repository, image, std::move(tags), References::must_exist, now_ms).value();
}

Result<PutImageOutcome> MetadataStoreContract::put(const Repository& repository,
                                                   const NewImage& image, std::vector<TagName> tags,
                                                   References references, std::int64_t now_ms) {
  return store().put_image({.repository = repository,
                            .image = image,
                            .tags = std::move(tags),
                            .references = references,
                            .author = {.at = at(now_ms), .user = "admin"}});
}

std::vector<std::string> MetadataStoreContract::tag_names(const Repository& repository,
                                                          std::string_view after,
                                                          std::size_t limit) {
  std::vector<std::string> names;
  store().list_tags(repository.key, after, limit,
                    [&names](const TagView& tag) { names.emplace_back(tag.name); });
  return names;
}

std::vector<std::string> MetadataStoreContract::repository_names(std::string_view after,
                                                                 std::size_t limit) {
  std::vector<std::string> names;
  for (const Repository& repository : store().list_repositories(account(), after, limit)) {
    names.push_back(repository.name.text());
  }
  return names;
}

std::vector<std::string> MetadataStoreContract::image_digests(const Repository& repository) {
  std::vector<std::string> digests;
  for (const ImageDetail& image : store().list_images(repository.key, 0, 1000)) {
    digests.push_back(image.digest);
  }
  return digests;
}

Timestamp MetadataStoreContract::created_at(const Repository& repository, std::string_view wanted) {
  Timestamp time{};
  store().list_tags(repository.key, {}, 1000, [&](const TagView& tag) {
    if (tag.name == wanted) time = tag.created_at;
  });
  return time;
}

// --- repositories ---

TEST_P(MetadataStoreContract, FindsARepositoryByAccountAndByAlias) {
  const Repository created = create("team/web");
  reopen();
  const auto by_account = store().find_repository(account(), name("team/web"));
  const auto by_alias = store().find_repository(alias(), name("team/web"));
  ASSERT_TRUE(by_account);
  ASSERT_TRUE(by_alias);
  for (const Repository& found : {created, *by_account, *by_alias}) {
    EXPECT_EQ(found.key, created.key);
    EXPECT_EQ(found.registry, account());
    EXPECT_EQ(found.alias, alias());
    EXPECT_EQ(found.name, name("team/web"));
    EXPECT_EQ(found.created_at, at(3));
  }
  EXPECT_FALSE(store().find_repository(account(), name("team")));
  EXPECT_FALSE(store().find_repository(*RegistryAlias::parse("other"), name("team/web")));
}

TEST_P(MetadataStoreContract, CreatesARepositoryOnce) {
  create("web");
  EXPECT_EQ(store().create_repository(new_repository("web", at(9)), {}).error(),
            (Error{.code = ErrorCode::repository_already_exists,
                   .registry = "123456789012",
                   .repository = "web"}));
}

TEST_P(MetadataStoreContract, CreatesNoRepositoryInAMissingRegistry) {
  const RegistryId other = *RegistryId::parse("999999999999");
  EXPECT_EQ(
      store()
          .create_repository({.registry = other, .name = name("web"), .created_at = at(9)}, {})
          .error(),
      (Error{
          .code = ErrorCode::registry_not_found, .registry = "999999999999", .repository = "web"}));
}

TEST_P(MetadataStoreContract, ListsRepositoriesInByteOrderAfterAName) {
  for (const char* text : {"web", "a/b", "a-b", "a.b", "a0", "zz"}) create(text);
  EXPECT_THAT(repository_names(), ElementsAre("a-b", "a.b", "a/b", "a0", "web", "zz"));
  EXPECT_THAT(repository_names("a/b", 2), ElementsAre("a0", "web"));
  EXPECT_THAT(repository_names("b", 1), ElementsAre("web"));
  EXPECT_THAT(repository_names("zz"), IsEmpty());
  EXPECT_THAT(repository_names("", std::numeric_limits<std::size_t>::max()).size(), 6U);
}

TEST_P(MetadataStoreContract, DeletesARepositoryWithImagesOnlyOnRequest) {
  const Repository web = create("web");
  push(web, image("a"), tag("v1"));
  EXPECT_EQ(store().delete_repository(web, RepositoryContent::must_be_empty, {.at = at(9)}).error(),
            (Error{.code = ErrorCode::repository_not_empty,
                   .registry = "123456789012",
                   .repository = "web"}));
  EXPECT_THAT(tag_names(web), ElementsAre("v1"));
  ASSERT_TRUE(store().delete_repository(web, RepositoryContent::is_deleted_too, {.at = at(9)}));
  EXPECT_EQ(
      store().delete_repository(web, RepositoryContent::is_deleted_too, {.at = at(9)}).error(),
      (Error{.code = ErrorCode::repository_not_found,
             .registry = "123456789012",
             .repository = "web"}));
}

TEST_P(MetadataStoreContract, DeletesNoOtherRepositoryOfTheSameName) {
  const Repository web = create("web");
  ASSERT_TRUE(store().delete_repository(web, RepositoryContent::must_be_empty, {.at = at(9)}));
  const Repository again = create("web");
  EXPECT_EQ(
      store().delete_repository(web, RepositoryContent::is_deleted_too, {.at = at(9)}).error().code,
      ErrorCode::repository_not_found);
  EXPECT_EQ(store().find_repository(account(), name("web"))->key, again.key);
}

TEST_P(MetadataStoreContract, DeletesEverythingInADeletedRepository) {
  const Blob blob{.digest = Digest::of("layer"), .size_bytes = 5};
  const Repository web = create("web");
  link(web, blob);
  push(web, image("a"), tag("v1"));
  ASSERT_TRUE(store().delete_repository(web, RepositoryContent::is_deleted_too, {.at = at(9)}));
  const Repository again = create("web");
  EXPECT_NE(again.key, web.key);
  for (const Repository& repository : {web, again}) {
    EXPECT_FALSE(store().find_blob(repository.key, blob.digest));
    EXPECT_FALSE(store().find_manifest(repository.key, Digest::of("a")));
    EXPECT_FALSE(store().find_image(repository.key, tag("v1")));
    EXPECT_THAT(tag_names(repository), IsEmpty());
    EXPECT_THAT(image_digests(repository), IsEmpty());
  }
}

TEST_P(MetadataStoreContract, WritesNothingToARepositoryDeletedMeanwhile) {
  const Blob blob{.digest = Digest::of("layer"), .size_bytes = 5};
  const Repository web = create("web");
  ASSERT_TRUE(store().delete_repository(web, RepositoryContent::must_be_empty, {.at = at(9)}));
  EXPECT_EQ(store().link_blob(web.key, blob, at(0)).error().code, ErrorCode::repository_not_found);
  EXPECT_EQ(store().put_blob(web.key, blob, "layer", at(0)).error().code,
            ErrorCode::repository_not_found);
  EXPECT_EQ(put(web, image("a"), {tag("v1")}).error(),
            (Error{.code = ErrorCode::repository_not_found,
                   .registry = "123456789012",
                   .repository = "web"}));
}

// --- blobs ---

TEST_P(MetadataStoreContract, ShowsABlobOnlyToTheRepositoriesThatHoldIt) {
  const Blob blob{.digest = Digest::of("layer"), .size_bytes = 5};
  const Repository web = create("web");
  const Repository other = create("other");
  link(web, blob);
  link(web, blob);
  const auto found = store().find_blob(web.key, blob.digest);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->digest, blob.digest);
  EXPECT_EQ(found->size_bytes, 5U);
  EXPECT_FALSE(store().find_blob(other.key, blob.digest));
}

TEST_P(MetadataStoreContract, MountsABlobFromARepositoryThatHoldsIt) {
  const Blob blob{.digest = Digest::of("layer"), .size_bytes = 5};
  const Repository web = create("web");
  const Repository other = create("other");
  const Repository third = create("third");
  EXPECT_EQ(store().mount_blob(web.key, other, blob.digest, at(0)).error().code,
            ErrorCode::blob_not_found);
  EXPECT_EQ(store().mount_blob(std::nullopt, other, blob.digest, at(0)).error().code,
            ErrorCode::blob_not_found);
  link(web, blob);
  EXPECT_EQ(store().mount_blob(third.key, other, blob.digest, at(0)).error().code,
            ErrorCode::blob_not_found);
  EXPECT_EQ(store().mount_blob(web.key, other, blob.digest, at(0))->size_bytes, 5U);
  EXPECT_EQ(store().mount_blob(web.key, other, blob.digest, at(1))->size_bytes, 5U);
  ASSERT_TRUE(store().unlink_blob(web.key, blob.digest, {.at = at(2)}));
  EXPECT_EQ(store().find_blob(other.key, blob.digest)->size_bytes, 5U);
  EXPECT_EQ(store().mount_blob(web.key, other, blob.digest, at(3)).error().code,
            ErrorCode::blob_not_found);
  EXPECT_EQ(store().mount_blob(std::nullopt, third, blob.digest, at(3))->size_bytes, 5U);
  EXPECT_TRUE(store().find_blob(third.key, blob.digest));
}

TEST_P(MetadataStoreContract, MountsNothingIntoADeletedRepository) {
  const Blob blob{.digest = Digest::of("layer"), .size_bytes = 5};
  const Repository web = create("web");
  const Repository gone = create("gone");
  link(web, blob);
  ASSERT_TRUE(store().delete_repository(gone, RepositoryContent::must_be_empty, {.at = at(9)}));
  EXPECT_EQ(store().mount_blob(web.key, gone, blob.digest, at(10)).error().code,
            ErrorCode::repository_not_found);
}

TEST_P(MetadataStoreContract, KeepsTheBytesOfABlobForItsHolders) {
  const std::string bytes("lay\0er", 6);
  const Blob blob{.digest = Digest::of(bytes), .size_bytes = bytes.size()};
  const Repository web = create("web");
  const Repository other = create("other");
  EXPECT_FALSE(store().find_stored_blob(web.key, blob.digest));
  ASSERT_TRUE(store().put_blob(web.key, blob, bytes, at(0)));
  ASSERT_TRUE(store().put_blob(web.key, blob, bytes, at(1)));
  EXPECT_EQ(store().find_stored_blob(web.key, blob.digest).value().content, bytes);
  EXPECT_EQ(store().find_stored_blob(web.key, blob.digest)->blob.size_bytes, 6U);
  EXPECT_EQ(store().find_blob(web.key, blob.digest)->size_bytes, 6U);
  EXPECT_FALSE(store().find_stored_blob(other.key, blob.digest));
  link(other, blob);
  ASSERT_TRUE(store().unlink_blob(web.key, blob.digest, {.at = at(2)}));
  EXPECT_FALSE(store().find_stored_blob(web.key, blob.digest));
  EXPECT_EQ(store().find_stored_blob(other.key, blob.digest).value().content, bytes);
}

TEST_P(MetadataStoreContract, KnowsABlobWhoseBytesAreInTheBlobStore) {
  const Blob blob{.digest = Digest::of("layer"), .size_bytes = 5};
  const Repository web = create("web");
  link(web, blob);
  const auto stored = store().find_stored_blob(web.key, blob.digest);
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->blob.size_bytes, 5U);
  EXPECT_FALSE(stored->content);
}

TEST_P(MetadataStoreContract, KeepsAnEmptyBlob) {
  const Blob blob{.digest = Digest::of(""), .size_bytes = 0};
  const Repository web = create("web");
  ASSERT_TRUE(store().put_blob(web.key, blob, "", at(0)));
  EXPECT_EQ(store().find_stored_blob(web.key, blob.digest).value().content, "");
}

TEST_P(MetadataStoreContract, KnowsTheOwnerOfARepositoryUntilItIsDeleted) {
  const Repository web = create("web");
  EXPECT_EQ(store().find_owner(web.key), web.registry);
  ASSERT_TRUE(store().delete_repository(web, RepositoryContent::must_be_empty, {.at = at(9)}));
  EXPECT_FALSE(store().find_owner(web.key));
  EXPECT_FALSE(store().find_owner(web.key + 1));
}

TEST_P(MetadataStoreContract, UnlinksNoBlobThatAnImageNames) {
  const Blob blob{.digest = Digest::of("layer"), .size_bytes = 5};
  const Repository web = create("web");
  const Repository other = create("other");
  NewImage with_layer = image("a");
  with_layer.layers = {{.blob = blob}};
  link(web, blob);
  link(other, blob);
  push(web, with_layer, tag("v1"));
  EXPECT_EQ(store().unlink_blob(web.key, blob.digest, {.at = at(9)}).error(),
            (Error{.code = ErrorCode::blob_referenced, .digest = blob.digest.text()}));
  EXPECT_TRUE(store().find_blob(web.key, blob.digest));
  EXPECT_TRUE(
      store().unlink_blob(other.key, blob.digest, {.at = at(9)}));  // no image there names it
  ASSERT_TRUE(store().delete_image(web, with_layer.digest, {.at = at(9), .user = "admin"}));
  EXPECT_TRUE(store().unlink_blob(web.key, blob.digest, {.at = at(9)}));
}

TEST_P(MetadataStoreContract, UnlinksABlobFromOneRepositoryOnly) {
  const Blob blob{.digest = Digest::of("layer"), .size_bytes = 5};
  const Repository web = create("web");
  const Repository other = create("other");
  link(web, blob);
  link(other, blob);
  EXPECT_TRUE(store().unlink_blob(web.key, blob.digest, {.at = at(9)}));
  EXPECT_FALSE(store().find_blob(web.key, blob.digest));
  EXPECT_TRUE(store().find_blob(other.key, blob.digest));
  const auto again = store().unlink_blob(web.key, blob.digest, {.at = at(9)});
  EXPECT_EQ(again.error().code, ErrorCode::blob_not_found);
  EXPECT_EQ(again.error().digest, blob.digest.text());
}

}  // namespace berth
