// Whatever is written, in whatever order, the figures of usage are those of a recount.
#include <algorithm>
#include <array>
#include <functional>
#include <random>

#include "contract/metadata_store_contract.h"

namespace berth {
namespace {

constexpr std::size_t kAll = 1000;
constexpr int kSteps = 200;

constexpr std::array<std::string_view, 4> kContents{"a", "bb", "cccc", "dddddddd"};
constexpr std::array<std::string_view, 3> kManifests{"m", "manifest", "another manifest"};

std::vector<TagName> tags() {
  return {*TagName::parse("v1"), *TagName::parse("v2"), *TagName::parse("v3")};
}

Blob blob(std::string_view content) {
  return {.digest = Digest::of(content), .size_bytes = content.size()};
}

std::vector<Blob> blobs() {
  std::vector<Blob> all;
  for (const std::string_view content : kContents) all.push_back(blob(content));
  return all;
}

Usage sum_of(const Usage& one, const Usage& other) {
  return {.images = one.images + other.images,
          .tags = one.tags + other.tags,
          .blobs = one.blobs + other.blobs,
          .blob_bytes = one.blob_bytes + other.blob_bytes,
          .manifest_bytes = one.manifest_bytes + other.manifest_bytes};
}

auto one_of(std::mt19937& random, const auto& list) {
  return list[std::uniform_int_distribution<std::size_t>(0, list.size() - 1)(random)];
}

}  // namespace

Usage UsageContract::recount(const Repository& repository, const std::vector<Blob>& known_blobs) {
  Usage counted;
  for (const ImageDetail& image : store().list_images(repository.key, 0, kAll)) {
    ++counted.images;
    counted.tags += image.tags.size();
    counted.manifest_bytes +=
        store().describe_manifest(repository.key, *Digest::parse(image.digest))->size_bytes;
  }
  for (const Blob& known : known_blobs) {
    const auto held = store().find_blob(repository.key, known.digest);
    if (!held) continue;
    ++counted.blobs;
    counted.blob_bytes += held->size_bytes;
  }
  return counted;
}

StoredBlobs UsageContract::recount_stored(const std::vector<Blob>& known_blobs) {
  StoredBlobs counted;
  const auto unheld = garbage().list_unheld(Timestamp::max(), {}, kAll);
  for (const Blob& known : known_blobs) {
    const bool is_unheld = std::ranges::any_of(
        unheld, [&](const UnheldBlob& listed) { return listed.blob.digest == known.digest; });
    if (!is_unheld && !garbage().is_held(known.digest)) continue;
    ++counted.count;
    counted.size_bytes += known.size_bytes;
  }
  return counted;
}

// Any of these may be refused: then it has changed nothing.
void UsageContract::write_something(std::mt19937& random, Repository& repository, int step) {
  const Timestamp now = at(step * 10'000);
  const Timestamp due = at(step * 10'000 - 50'000);
  const std::string_view content = one_of(random, kContents);
  const Blob layer = blob(content);
  const std::string_view manifest = one_of(random, kManifests);
  const Digest digest = Digest::of(manifest);
  const TagName name = one_of(random, tags());
  NewImage layered = image(manifest);
  layered.layers = {{.blob = layer, .media_type = "layer"}};
  const std::vector<std::function<void()>> writes{
      [&] { (void)store().put_blob(repository.key, layer, content, now); },
      [&] { (void)store().link_blob(repository.key, layer, now); },
      [&] { (void)store().mount_blob(std::nullopt, repository, layer.digest, now); },
      [&] { (void)store().unlink_blob(repository.key, layer.digest, {.at = now}); },
      [&] { (void)put(repository, layered, {name, one_of(random, tags())}); },
      [&] { (void)put(repository, layered); },
      [&] { (void)store().delete_tag(repository, {.tag = name}, {.at = now, .user = "admin"}); },
      [&] {
        (void)store().delete_tag(repository,
                                 {.tag = name, .untagged = UntaggedImage::is_deleted_too},
                                 {.at = now, .user = "admin"});
      },
      [&] { (void)store().delete_image(repository, digest, {.at = now, .user = "admin"}); },
      [&] { (void)store().move_tag(repository, name, digest, 0, {.at = now, .user = "admin"}); },
      [&] { garbage().unlink_unnamed(due, 2, {}); },
      [&] { garbage().forget_unheld(garbage().list_unheld(due, {}, 1), {}); },
      [&] { garbage().add_unheld(garbage().find_orphans(std::vector{layer}), now); },
      [&] {
        if (step % 3 != 0) return;  // seldom, so that something is stored
        ASSERT_TRUE(
            store().delete_repository(repository, RepositoryContent::is_deleted_too, {.at = now}));
        repository = create(repository.name.text());
      },
  };
  one_of(random, writes)();
}

TEST_P(UsageContract, IsExactAfterAnySequenceOfWrites) {
  std::mt19937 random(4711);
  std::vector<Repository> repositories{create("one"), create("two")};
  for (int step = 1; step <= kSteps; ++step) {
    write_something(random, repositories.at(static_cast<std::size_t>(step) % 2), step);
    Usage sum;
    for (const Repository& repository : repositories) {
      const Usage counted = recount(repository, blobs());
      ASSERT_EQ(held_by(repository), counted) << "step " << step;
      sum = sum_of(sum, counted);
    }
    ASSERT_EQ(held_by_registry(), sum) << "step " << step;
    ASSERT_EQ(usage().stored_blobs(), recount_stored(blobs())) << "step " << step;
  }
  if (integrity() == nullptr) return;
  integrity()->check_rows([](const Finding& finding) {
    EXPECT_NE(finding.kind, FindingKind::wrong_count) << finding.subject << finding.reason;
  });
}

}  // namespace berth
