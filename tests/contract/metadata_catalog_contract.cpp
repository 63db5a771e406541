// The contract of every metadata store: data about repositories, uploads in parts, and quotas.
#include "contract/metadata_store_contract.h"

namespace berth {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(MetadataStoreContract, CreatesARepositoryWithItsCatalogDataAndTags) {
  NewRepository wanted = new_repository("web", at(3));
  wanted.catalog_data = {.description = "d",
                         .architectures = {"x86-64", "ARM", "x86-64"},
                         .operating_systems = {"Linux"},
                         .about_text = "about",
                         .usage_text = std::nullopt,
                         .logo_id = "logo"};
  wanted.logo = "png";
  wanted.resource_tags = {{.key = "b", .value = "2"}, {.key = "a", .value = ""}};
  const Repository web = store().create_repository(wanted, {}).value();
  reopen();
  const CatalogData data = store().find_catalog_data(web.key);
  EXPECT_EQ(data.description, "d");
  EXPECT_THAT(data.architectures, ElementsAre("x86-64", "ARM", "x86-64"));
  EXPECT_THAT(data.operating_systems, ElementsAre("Linux"));
  EXPECT_EQ(data.about_text, "about");
  EXPECT_FALSE(data.usage_text);
  EXPECT_EQ(data.logo_id, "logo");
  EXPECT_EQ(store().find_logo("logo"), "png");
  EXPECT_THAT(store().list_resource_tags(web.key),
              ElementsAre(ResourceTag{"a", ""}, ResourceTag{"b", "2"}));
}

TEST_P(MetadataStoreContract, ReplacesCatalogDataAsAWhole) {
  const Repository web = create("web");
  ASSERT_TRUE(store().put_catalog_data(
      web, {.description = "d", .architectures = {"ARM"}, .logo_id = "logo"}, "png", {}));
  ASSERT_TRUE(store().put_catalog_data(web, {.usage_text = "u"}, {}, {}));
  const CatalogData data = store().find_catalog_data(web.key);
  EXPECT_FALSE(data.description);
  EXPECT_THAT(data.architectures, IsEmpty());
  EXPECT_EQ(data.usage_text, "u");
  EXPECT_FALSE(data.logo_id);
  EXPECT_FALSE(store().find_logo("logo"));
}

TEST_P(MetadataStoreContract, KeepsALogoWhileARepositoryHasIt) {
  const Repository web = create("web");
  const Repository other = create("other");
  for (const Repository& repository : {web, other}) {
    ASSERT_TRUE(store().put_catalog_data(repository, {.logo_id = "logo"}, "png", {}));
  }
  ASSERT_TRUE(store().put_catalog_data(web, {}, {}, {}));
  EXPECT_EQ(store().find_logo("logo"), "png");
  ASSERT_TRUE(store().delete_repository(other, RepositoryContent::must_be_empty, {.at = at(9)}));
  EXPECT_FALSE(store().find_logo("logo"));
}

TEST_P(MetadataStoreContract, AddsAndReplacesResourceTagsAllOrNone) {
  const Repository web = create("web");
  std::vector<ResourceTag> tags;
  for (int i = 0; i < 50; ++i) tags.push_back({.key = std::to_string(i), .value = "old"});
  ASSERT_TRUE(store().put_resource_tags(web, tags, {}));
  ASSERT_TRUE(store().put_resource_tags(web, {{.key = "7", .value = "new"}}, {}));
  const auto refused = store().put_resource_tags(
      web, {{.key = "8", .value = "new"}, {.key = "more", .value = ""}}, {});
  EXPECT_EQ(refused.error().code, ErrorCode::too_many_resource_tags);
  ASSERT_TRUE(store().delete_resource_tags(web, {"0", "none"}, {}));
  const auto left = store().list_resource_tags(web.key);
  EXPECT_EQ(left.size(), 49U);
  EXPECT_THAT(left, testing::Contains(ResourceTag{"7", "new"}));
  EXPECT_THAT(left, testing::Contains(ResourceTag{"8", "old"}));
}

TEST_P(MetadataStoreContract, CreatesNoRepositoryWithTooManyResourceTags) {
  NewRepository wanted = new_repository("web", at(3));
  for (int i = 0; i < 51; ++i) {
    wanted.resource_tags.push_back({.key = std::to_string(i), .value = ""});
  }
  EXPECT_EQ(store().create_repository(wanted, {}).error().code, ErrorCode::too_many_resource_tags);
  EXPECT_THAT(repository_names(), IsEmpty());
}

TEST_P(MetadataStoreContract, KeepsThePolicyOfARepository) {
  const Repository web = create("web");
  EXPECT_FALSE(store().find_repository_policy(web.key));
  EXPECT_EQ(store().delete_repository_policy(web, {}).error(),
            (Error{.code = ErrorCode::repository_policy_not_found,
                   .registry = "123456789012",
                   .repository = "web"}));
  const RepositoryPolicy second{.text = "second", .users = "whom it names"};
  ASSERT_TRUE(store().put_repository_policy(web, {.text = "first"}, {}));
  ASSERT_TRUE(store().put_repository_policy(web, second, {}));
  reopen();
  EXPECT_EQ(store().find_repository_policy(web.key), second);
  EXPECT_EQ(store().delete_repository_policy(web, {}), second);
  EXPECT_FALSE(store().find_repository_policy(web.key));
}

TEST_P(MetadataStoreContract, ChangesNoDataOfARepositoryDeletedMeanwhile) {
  const Repository web = create("web");
  ASSERT_TRUE(store().delete_repository(web, RepositoryContent::must_be_empty, {.at = at(9)}));
  const Error gone{
      .code = ErrorCode::repository_not_found, .registry = "123456789012", .repository = "web"};
  EXPECT_EQ(store().put_catalog_data(web, {}, {}, {}).error(), gone);
  EXPECT_EQ(store().put_resource_tags(web, {{.key = "a", .value = ""}}, {}).error(), gone);
  EXPECT_EQ(store().delete_resource_tags(web, {"a"}, {}).error(), gone);
  EXPECT_EQ(store().put_repository_policy(web, {.text = "{}"}, {}).error(), gone);
  EXPECT_EQ(store().delete_repository_policy(web, {}).error(), gone);
}

TEST_P(MetadataStoreContract, CountsThePartsOfAnUpload) {
  const Repository web = create("web");
  const auto expect_parts = [&](std::uint64_t count, bool all_but_last_are_large) {
    const UploadParts parts = store().find_upload_parts(web.key, "upload");
    EXPECT_EQ(parts.count, count);
    EXPECT_EQ(parts.smallest_but_last_bytes >= 10, all_but_last_are_large);
  };
  expect_parts(0, true);
  ASSERT_TRUE(store().add_upload_part(web.key, "upload", 10, at(1)));
  expect_parts(1, true);
  ASSERT_TRUE(store().add_upload_part(web.key, "upload", 3, at(1)));
  expect_parts(2, true);
  reopen();
  ASSERT_TRUE(store().add_upload_part(web.key, "upload", 12, at(1)));
  expect_parts(3, false);
  EXPECT_EQ(store().find_upload_parts(web.key, "upload").last_bytes, 12U);
  EXPECT_EQ(store().find_upload_parts(web.key, "other").count, 0U);
  store().forget_upload_parts(web.key, "upload");
  expect_parts(0, true);
}

TEST_P(MetadataStoreContract, KnowsTheMediaTypeOfABlobWhileAnImageNamesIt) {
  const Repository web = create("web");
  const Blob blob{.digest = Digest::of("layer"), .size_bytes = 5};
  EXPECT_FALSE(store().find_layer(web.key, blob.digest));
  link(web, blob);
  EXPECT_EQ(store().find_layer(web.key, blob.digest)->media_type, "");
  NewImage with_layer = image("a");
  with_layer.layers = {{.blob = blob, .media_type = "layer type"}};
  push(web, with_layer);
  EXPECT_EQ(store().find_layer(web.key, blob.digest)->media_type, "layer type");
  EXPECT_EQ(store().find_layer(web.key, blob.digest)->blob.size_bytes, 5U);
  ASSERT_TRUE(store().delete_image(web, with_layer.digest, {.at = at(1), .user = "admin"}));
  EXPECT_EQ(store().find_layer(web.key, blob.digest)->media_type, "");
}

TEST_P(MetadataStoreContract, DeletesAnImageWithItsLastTagOnRequest) {
  const Repository web = create("web");
  push(web, image("a"), tag("v1"));
  push(web, image("a"), tag("v2"));
  const auto take = [&](std::string_view name, const std::optional<Digest>& expected) {
    return store().delete_tag(
        web, {.tag = tag(name), .expected = expected, .untagged = UntaggedImage::is_deleted_too},
        {.at = at(1), .user = "admin"});
  };
  EXPECT_EQ(take("v1", Digest::of("b")).error().code, ErrorCode::image_tag_digest_mismatch);
  EXPECT_EQ(take("none", std::nullopt).error().code, ErrorCode::image_not_found);
  const auto first = take("v1", Digest::of("a"));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->digest, Digest::of("a"));
  EXPECT_THAT(first->tags, ElementsAre("v1"));
  EXPECT_TRUE(store().find_image(web.key, Digest::of("a")));
  ASSERT_TRUE(take("v2", std::nullopt));
  EXPECT_FALSE(store().find_image(web.key, Digest::of("a")));
}

TEST_P(MetadataStoreContract, KeepsTheLastTagOfAnImageThatAnIndexHolds) {
  const Repository web = create("web");
  push(web, image("child"), tag("v1"));
  NewImage index = image("index");
  index.children = {child("child")};
  push(web, index);
  const auto refused =
      store().delete_tag(web, {.tag = tag("v1"), .untagged = UntaggedImage::is_deleted_too},
                         {.at = at(1), .user = "admin"});
  EXPECT_EQ(refused.error().code, ErrorCode::image_referenced);
  EXPECT_THAT(tag_names(web), ElementsAre("v1"));
  ASSERT_TRUE(store().delete_tag(web, {.tag = tag("v1")}, {.at = at(1), .user = "admin"}));
}

TEST_P(MetadataStoreContract, HoldsNoMoreRepositoriesThanItsQuota) {
  reopen({.repositories_per_registry = 2});
  const Repository one = create("one");
  create("two");
  const auto refused = store().create_repository(new_repository("three", at(3)), {});
  EXPECT_EQ(refused.error(), (Error{.code = ErrorCode::limit_exceeded,
                                    .registry = "123456789012",
                                    .facts = UsedQuota{.quota = Quota::repositories, .limit = 2}}));
  ASSERT_TRUE(store().delete_repository(one, RepositoryContent::must_be_empty, {.at = at(9)}));
  create("three");
}

TEST_P(MetadataStoreContract, HoldsNoMoreImagesThanItsQuota) {
  reopen({.images_per_repository = 2});
  const Repository web = create("web");
  push(web, image("a"), tag("v1"));
  push(web, image("b"));
  const auto refused = put(web, image("c"), {tag("v1")});
  EXPECT_EQ(refused.error(), (Error{.code = ErrorCode::limit_exceeded,
                                    .registry = "123456789012",
                                    .repository = "web",
                                    .facts = UsedQuota{.quota = Quota::images, .limit = 2}}));
  push(web, image("a"), tag("v2"));  // it exists already
  ASSERT_TRUE(store().delete_image(web, Digest::of("a"), {.at = at(0), .user = "admin"}));
  push(web, image("c"), tag("v1"));
}

TEST_P(MetadataStoreContract, GivesAnImageNoMoreTagsThanItsQuota) {
  reopen({.tags_per_image = 2});
  const Repository web = create("web");
  push(web, image("a"), tag("v1"));
  push(web, image("a"), tag("v2"));
  const auto refused = put(web, image("a"), {tag("v3")});
  EXPECT_EQ(refused.error(),
            (Error{.code = ErrorCode::limit_exceeded,
                   .registry = "123456789012",
                   .repository = "web",
                   .tag = "v3",
                   .facts = UsedQuota{.quota = Quota::tags_per_image, .limit = 2}}));
  push(web, image("b"), tag("v1"));  // moves it away
  push(web, image("a"), tag("v3"));
  ASSERT_TRUE(store().delete_tag(web, {.tag = tag("v3")}, {.at = at(1), .user = "admin"}));
  push(web, image("a"), tag("v4"));
}

}  // namespace berth
