// The contract of every metadata store: images.
#include "contract/metadata_store_contract.h"

namespace berth {

using testing::ElementsAre;
using testing::IsEmpty;

namespace {

Error about(ErrorCode code, const Digest& digest) {
  return {.code = code, .registry = "123456789012", .repository = "web", .digest = digest.text()};
}

Error missing(ErrorCode code, const std::string& digests) {
  return {.code = code, .registry = "123456789012", .repository = "web", .subject = digests};
}

}  // namespace

TEST_P(MetadataStoreContract, KeepsAManifestByteForByte) {
  using namespace std::string_literals;
  const Repository web = create("web");
  const NewImage bytes = image("{\"a\": \"caf\xc3\xa9\"}\n \0\xff"s);
  const PutImageOutcome outcome = push(web, bytes, tag("v1"));
  EXPECT_EQ(outcome.image, ImageOutcome::created);
  EXPECT_EQ(outcome.tags.at(0), TagOutcome::created);
  reopen();
  for (const ImageReference& reference :
       {ImageReference(tag("v1")), ImageReference(bytes.digest)}) {
    const auto manifest = store().find_manifest(web.key, reference);
    ASSERT_TRUE(manifest);
    EXPECT_EQ(manifest->digest, bytes.digest);
    EXPECT_EQ(manifest->media_type, bytes.media_type);
    EXPECT_EQ(manifest->content, bytes.content);
    const auto description = store().describe_manifest(web.key, reference);
    ASSERT_TRUE(description);
    EXPECT_EQ(description->digest, bytes.digest);
    EXPECT_EQ(description->media_type, bytes.media_type);
    EXPECT_EQ(description->size_bytes, bytes.content.size());
  }
}

TEST_P(MetadataStoreContract, FindsNoImageOfAnotherRepository) {
  const Repository web = create("web");
  const Repository other = create("other");
  push(web, image("a"), tag("v1"));
  EXPECT_FALSE(store().find_manifest(other.key, tag("v1")));
  EXPECT_FALSE(store().find_manifest(other.key, Digest::of("a")));
  EXPECT_FALSE(store().describe_manifest(other.key, tag("v1")));
  EXPECT_FALSE(store().describe_manifest(other.key, Digest::of("a")));
  EXPECT_FALSE(store().find_image(other.key, tag("v1")));
  EXPECT_FALSE(store().find_image(other.key, Digest::of("a")));
}

TEST_P(MetadataStoreContract, DescribesAnImageWithItsTagsInByteOrder) {
  const Repository web = create("web");
  for (const char* text : {"b", "a", "B", "_"}) push(web, image("a"), tag(text), 7);
  for (const ImageReference& reference :
       {ImageReference(tag("b")), ImageReference(Digest::of("a"))}) {
    const auto found = store().find_image(web.key, reference);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->digest, Digest::of("a").text());
    EXPECT_EQ(found->media_type, image("a").media_type);
    EXPECT_EQ(found->artifact_media_type, image("a").artifact_media_type);
    EXPECT_EQ(found->size_bytes, 100U);
    EXPECT_EQ(found->pushed_at, at(7));
    EXPECT_THAT(found->tags, ElementsAre("B", "_", "a", "b"));
  }
}

TEST_P(MetadataStoreContract, ListsImagesInTheOrderOfTheirFirstPush) {
  const Repository web = create("web");
  for (const char* content : {"c", "a", "b"}) push(web, image(content));
  push(web, image("c"), tag("again"), 99);
  EXPECT_THAT(image_digests(web),
              ElementsAre(Digest::of("c").text(), Digest::of("a").text(), Digest::of("b").text()));
  const auto first = store().list_images(web.key, 0, 1);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].pushed_at, at(0));
  EXPECT_THAT(first[0].tags, ElementsAre("again"));
  const auto rest = store().list_images(web.key, first[0].sequence, 1000);
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_EQ(rest[0].digest, Digest::of("a").text());
  EXPECT_THAT(rest[0].tags, IsEmpty());
}

TEST_P(MetadataStoreContract, NeverReusesTheSequenceOfADeletedImage) {
  const Repository web = create("web");
  push(web, image("a"));
  const std::int64_t sequence = store().find_image(web.key, Digest::of("a"))->sequence;
  ASSERT_TRUE(store().delete_image(web, Digest::of("a"), {.at = at(0), .user = "admin"}));
  reopen();
  push(web, image("b"));
  EXPECT_GT(store().find_image(web.key, Digest::of("b"))->sequence, sequence);
}

TEST_P(MetadataStoreContract, ChangesNothingWhenAnImageIsPushedAgain) {
  const Repository web = create("web");
  push(web, image("a"), tag("v1"), 7);
  const PutImageOutcome tagged = push(web, image("a"), tag("v1"), 99);
  EXPECT_EQ(tagged.image, ImageOutcome::existed);
  EXPECT_EQ(tagged.tags.at(0), TagOutcome::unchanged);
  const PutImageOutcome untagged = push(web, image("a"), std::nullopt, 99);
  EXPECT_EQ(untagged.image, ImageOutcome::existed);
  EXPECT_THAT(untagged.tags, IsEmpty());
  EXPECT_EQ(created_at(web, "v1"), at(7));
  EXPECT_EQ(store().find_image(web.key, Digest::of("a"))->pushed_at, at(7));
}

TEST_P(MetadataStoreContract, RequiresEveryBlobOfAnImageInItsRepository) {
  const Blob layer{.digest = Digest::of("layer"), .size_bytes = 5};
  const Repository web = create("web");
  link(create("other"), layer);
  NewImage with_layer = image("a");
  with_layer.layers = {{.blob = layer}};
  EXPECT_EQ(put(web, with_layer, {tag("v1")}).error(),
            missing(ErrorCode::referenced_blobs_not_found, layer.digest.text()));
  EXPECT_THAT(tag_names(web), IsEmpty());
  EXPECT_THAT(image_digests(web), IsEmpty());
  link(web, layer);
  EXPECT_EQ(push(web, with_layer, tag("v1")).image, ImageOutcome::created);
}

TEST_P(MetadataStoreContract, RequiresEveryBlobOfAnImageThatIsPushedAgain) {
  const Blob layer{.digest = Digest::of("layer"), .size_bytes = 5};
  const Repository web = create("web");
  NewImage with_layer = image("a");
  with_layer.layers = {{.blob = layer}};
  ASSERT_TRUE(put(web, with_layer, {tag("v1")}, References::may_be_missing));
  for (const char* name : {"v1", "v2"}) {
    EXPECT_EQ(put(web, with_layer, {tag(name)}).error(),
              missing(ErrorCode::referenced_blobs_not_found, layer.digest.text()));
  }
  EXPECT_TRUE(put(web, with_layer, {tag("v2")}, References::may_be_missing));
  link(web, layer);
  EXPECT_EQ(push(web, with_layer, tag("v1")).tags.front(), TagOutcome::unchanged);
}

TEST_P(MetadataStoreContract, DoesNotRequireLayersWhoseBytesMayBeElsewhere) {
  const Repository web = create("web");
  NewImage windows = image("a");
  windows.foreign_layers = {
      {.blob = {.digest = Digest::of("layer"), .size_bytes = 5}, .media_type = "foreign"}};
  EXPECT_EQ(push(web, windows, tag("v1")).image, ImageOutcome::created);
  link(web, {.digest = Digest::of("layer"), .size_bytes = 5});
  EXPECT_EQ(store().find_layer(web.key, Digest::of("layer"))->media_type, "foreign");
}

TEST_P(MetadataStoreContract, RequiresBlobsToHaveTheSizesOfTheirDescriptors) {
  const Repository web = create("web");
  link(web, {.digest = Digest::of("layer"), .size_bytes = 5});
  NewImage with_layer = image("a");
  with_layer.layers = {{.blob = {.digest = Digest::of("layer"), .size_bytes = 6}}};
  const auto refused = put(web, with_layer, {tag("v1")});
  Error error = about(ErrorCode::manifest_invalid, Digest::of("layer"));
  error.facts = ManifestFault{.kind = ManifestFaultKind::other_size,
                              .subject = Digest::of("layer").text(),
                              .actual = "5",
                              .expected = "6"};
  EXPECT_EQ(refused.error(), error);
  EXPECT_THAT(image_digests(web), IsEmpty());
}

TEST_P(MetadataStoreContract, RequiresEveryManifestOfAnIndexInItsRepository) {
  const Repository web = create("web");
  push(create("other"), image("child"));
  NewImage index = image("index");
  index.children = {child("child")};
  EXPECT_EQ(put(web, index, {tag("v1")}).error(),
            missing(ErrorCode::referenced_images_not_found, Digest::of("child").text()));
  EXPECT_THAT(image_digests(web), IsEmpty());
}

TEST_P(MetadataStoreContract, NamesUpToAHundredMissingDigests) {
  const Repository web = create("web");
  NewImage large = image("large");
  std::string digests;
  for (int i = 0; i < 101; ++i) {
    const Digest digest = Digest::of(std::to_string(i));
    large.layers.push_back({.blob = {.digest = digest, .size_bytes = 1}});
    digests += i == 100 ? "..." : digest.text() + ", ";
  }
  EXPECT_EQ(put(web, large).error(), missing(ErrorCode::referenced_blobs_not_found, digests));
  large.layers.erase(large.layers.begin() + 2, large.layers.end());
  EXPECT_EQ(put(web, large).error(),
            missing(ErrorCode::referenced_blobs_not_found,
                    Digest::of("0").text() + ", " + Digest::of("1").text()));
}

TEST_P(MetadataStoreContract, PutsAnImageOnlyIfThePreconditionHolds) {
  const Repository web = create("web");
  push(web, image("a"), tag("v1"));
  // `expected`: the target; nullopt: there is none.
  const auto put_if = [&](const ImageReference& reference, const std::optional<Digest>& expected) {
    Precondition precondition{.reference = reference};
    if (expected) {
      precondition.match = ListedImages{.digests = {*expected}};
    } else {
      precondition.none_match.any = true;
    }
    return store().put_image({.repository = web,
                              .image = image("b"),
                              .tags = {tag("v1")},
                              .precondition = precondition,
                              .author = {.at = at(9), .user = "admin"}});
  };
  EXPECT_EQ(put_if(tag("v1"), std::nullopt).error(), (Error{.code = ErrorCode::precondition_failed,
                                                            .registry = "123456789012",
                                                            .repository = "web"}));
  EXPECT_FALSE(put_if(tag("v1"), Digest::of("b")));
  EXPECT_FALSE(put_if(tag("v2"), Digest::of("a")));
  EXPECT_FALSE(put_if(Digest::of("b"), Digest::of("b")));
  EXPECT_THAT(image_digests(web), ElementsAre(Digest::of("a").text()));
  EXPECT_TRUE(put_if(tag("v1"), Digest::of("a")));
  EXPECT_EQ(store().find_manifest(web.key, tag("v1"))->digest, Digest::of("b"));
  // The precondition applies to an unchanged push, too.
  EXPECT_FALSE(put_if(tag("v1"), Digest::of("a")));
  EXPECT_TRUE(put_if(tag("v2"), std::nullopt));
  EXPECT_TRUE(put_if(Digest::of("b"), Digest::of("b")));
}

TEST_P(MetadataStoreContract, AcceptsASparseImage) {
  const Repository web = create("web");
  NewImage sparse = image("sparse");
  sparse.layers = {{.blob = {.digest = Digest::of("layer"), .size_bytes = 5}}};
  ASSERT_TRUE(put(web, sparse, {tag("v1")}, References::may_be_missing));
  NewImage index = image("index");
  index.size_bytes = 0;
  index.children = {child("sparse"), child("missing")};
  ASSERT_TRUE(put(web, index, {tag("v2")}, References::may_be_missing));
  EXPECT_EQ(store().find_image(web.key, index.digest)->size_bytes, 100U);
  EXPECT_EQ(store().delete_image(web, sparse.digest, {.at = at(0), .user = "admin"}).error().code,
            ErrorCode::image_referenced);
  NewImage wrong = image("wrong");
  link(web, {.digest = Digest::of("layer"), .size_bytes = 5});
  wrong.layers = {{.blob = {.digest = Digest::of("layer"), .size_bytes = 6}}};
  EXPECT_EQ(put(web, wrong, {}, References::may_be_missing).error().code,
            ErrorCode::manifest_invalid);
}

TEST_P(MetadataStoreContract, GivesAnIndexTheSizeOfItsLargestManifest) {
  const Repository web = create("web");
  NewImage index = image("index");
  index.size_bytes = 0;
  for (const std::uint64_t size_bytes : {10U, 30U, 20U}) {
    NewImage listed = image(std::to_string(size_bytes));
    listed.size_bytes = size_bytes;
    push(web, listed);
    index.children.push_back(child(std::to_string(size_bytes)));
  }
  index.children.push_back(index.children.front());  // named twice
  push(web, index, tag("multi"));
  EXPECT_EQ(store().find_image(web.key, tag("multi"))->size_bytes, 30U);
  NewImage empty = image("empty index");
  empty.size_bytes = 0;
  push(web, empty);
  EXPECT_EQ(store().find_image(web.key, empty.digest)->size_bytes, 0U);
}

TEST_P(MetadataStoreContract, DeletesAnImageWithAllItsTags) {
  const Repository web = create("web");
  push(web, image("a"), tag("v1"));
  push(web, image("a"), tag("v2"));
  push(web, image("b"), tag("v3"));
  ASSERT_TRUE(store().delete_image(web, Digest::of("a"), {.at = at(0), .user = "admin"}));
  EXPECT_THAT(tag_names(web), ElementsAre("v3"));
  EXPECT_FALSE(store().find_manifest(web.key, Digest::of("a")));
  EXPECT_EQ(store().delete_image(web, Digest::of("a"), {.at = at(0), .user = "admin"}).error(),
            about(ErrorCode::image_not_found, Digest::of("a")));
  EXPECT_EQ(push(web, image("a"), tag("v1")).image, ImageOutcome::created);
}

TEST_P(MetadataStoreContract, DeletesAnImageOnlyWhenNoIndexHoldsIt) {
  const Repository web = create("web");
  push(web, image("child"), tag("v1"));
  NewImage index = image("index");
  index.children = {child("child")};
  push(web, index);
  Error held = about(ErrorCode::image_referenced, Digest::of("child"));
  held.subject = "[" + index.digest.text() + "]";
  EXPECT_EQ(store().delete_image(web, Digest::of("child"), {.at = at(0), .user = "admin"}).error(),
            held);
  EXPECT_THAT(tag_names(web), ElementsAre("v1"));
  ASSERT_TRUE(store().delete_image(web, index.digest, {.at = at(0), .user = "admin"}));
  EXPECT_TRUE(store().delete_image(web, Digest::of("child"), {.at = at(0), .user = "admin"}));
}

TEST_P(MetadataStoreContract, MeasuresWhatARepositoryHolds) {
  const Repository web = create("web");
  EXPECT_EQ(store().measure_repository(web.key), Usage());
  const Repository other = create("other");
  link(other, {.digest = Digest::of("other"), .size_bytes = 1000});
  link(web, {.digest = Digest::of("layer"), .size_bytes = 5});
  link(web, {.digest = Digest::of("unnamed"), .size_bytes = 20});
  NewImage layered = image("a");
  layered.layers = {{.blob = {.digest = Digest::of("layer"), .size_bytes = 5}}};
  push(web, layered, tag("v1"));
  push(web, layered, tag("v2"));
  push(web, image("b"));
  EXPECT_EQ(store().measure_repository(web.key),
            (Usage{.images = 2, .tags = 2, .blobs = 2, .blob_bytes = 25, .manifest_bytes = 2}));
  ASSERT_TRUE(store().delete_repository(web, RepositoryContent::is_deleted_too, {.at = at(9)}));
  EXPECT_EQ(store().measure_repository(web.key), Usage());
}

}  // namespace berth
