// Port: what can be read of a metadata store, from the store itself or from a reader
// (registry/ports/reader.h).
//
// Absent things are std::nullopt; a broken store throws. Lists are in byte order of their key and
// continue after a key. So a listing costs only what it returns, however much is stored, and it
// neither repeats nor misses an entry that exists throughout, whatever is written meanwhile.
//
// What a reader notes for its basis (basis.h): the repository whose key a method is given, or the
// registry that it is given. By an alias, it is the registry that has the alias, and everything if
// none has. find_logo(), search_repositories(): everything.
//
// A visitor runs in the middle of a read: it must call no method of the store, or of the reader
// that it belongs to, and what it is shown lives until it returns.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/values/model.h"
#include "registry/values/repository_search.h"
#include "registry/values/tag_query.h"
#include "registry/values/usage.h"

namespace berth {

using TagVisitor = std::function<void(const TagView&)>;
using ReferrerVisitor = std::function<bool(const ReferrerView&)>;  // false: stop

// A tag's whole history lies before this sequence.
inline constexpr std::int64_t kNewestMovement = INT64_MAX;

class MetadataReads {
 public:
  MetadataReads() = default;
  MetadataReads(const MetadataReads&) = delete;
  MetadataReads& operator=(const MetadataReads&) = delete;
  virtual ~MetadataReads() = default;

  // --- repositories ---
  virtual std::optional<Repository> find_repository(const RegistryId& registry,
                                                    const RepositoryName& name) = 0;
  virtual std::optional<Repository> find_repository(const RegistryAlias& alias,
                                                    const RepositoryName& name) = 0;
  // By name. `after` empty: from the start.
  virtual std::vector<Repository> list_repositories(const RegistryId& registry,
                                                    std::string_view after, std::size_t limit) = 0;
  // Exact, and cheap: it is kept, not counted. All zero for a repository that is gone.
  virtual Usage measure_repository(RepositoryKey repository) = 0;

  // One page of the repositories of all registries that fit, and how many fit. Goes on after a
  // position: a repository that fits throughout, and about which nothing is written meanwhile, is
  // returned exactly once, whatever happens to others. Costs about as much as finding all that fit,
  // on every page.
  virtual FoundRepositories search_repositories(const RepositorySearch& search) = 0;

  // The registry of a repository; nullopt: the repository no longer exists.
  virtual std::optional<RegistryId> find_owner(RepositoryKey repository) = 0;

  // --- data about repositories ---
  virtual CatalogData find_catalog_data(RepositoryKey repository) = 0;
  virtual std::optional<std::string> find_logo(std::string_view logo_id) = 0;
  virtual std::vector<ResourceTag> list_resource_tags(RepositoryKey repository) = 0;  // by key
  // nullopt: the repository has none.
  virtual std::optional<RepositoryPolicy> find_repository_policy(RepositoryKey repository) = 0;

  // --- blobs: which repositories may read which ---
  virtual std::optional<Blob> find_blob(RepositoryKey repository, const Digest& digest) = 0;
  // Like find_blob(), with the media type that a manifest of the repository gives it.
  virtual std::optional<Layer> find_layer(RepositoryKey repository, const Digest& digest) = 0;
  // Like find_blob(), with the content that put_blob() was given.
  virtual std::optional<StoredBlob> find_stored_blob(RepositoryKey repository,
                                                     const Digest& digest) = 0;

  // --- images and tags ---
  virtual std::optional<StoredManifest> find_manifest(RepositoryKey repository,
                                                      const ImageReference& reference) = 0;
  // Like find_manifest(), without reading the content, which may be kMaxManifestBytes long.
  virtual std::optional<ManifestDescription> describe_manifest(RepositoryKey repository,
                                                               const ImageReference& reference) = 0;
  // The image with its tags.
  virtual std::optional<ImageDetail> find_image(RepositoryKey repository,
                                                const ImageReference& reference) = 0;
  // By push sequence, including untagged images.
  virtual std::vector<ImageDetail> list_images(RepositoryKey repository,
                                               std::int64_t after_sequence, std::size_t limit) = 0;
  // By name. Calls `visit` for up to `limit` tags after the name `after` (empty: from the start).
  virtual void list_tags(RepositoryKey repository, std::string_view after, std::size_t limit,
                         const TagVisitor& visit) = 0;
  // Calls `visit` for up to `query.limit` tags that fit the query, in its order.
  //
  // By name and by version, a tag that exists during the whole listing is returned exactly once,
  // whatever is written meanwhile. By date, so is one that is not moved meanwhile; one that is, at
  // most once (as long as the clock does not go back): it becomes the newest, and the listing has
  // passed there. As of a time, the past stays as it is: what is written meanwhile changes nothing.
  //
  // A page costs what it returns, whatever is stored, if the filter is one range of the order: a
  // prefix by name, a range of versions by version. Any other filter, and the tags that no longer
  // existed at a past time, are looked at one by one, up to kMaxTagsSearched of them: then the
  // listing ends early, perhaps without a tag, and goes on at its `next`. Of a past time, movements
  // count as tags.
  //
  // As of a time, TagView::created_at is when the tag had been pointed at the image, and
  // `media_type` is empty, like all that is known of an image, if the image has been deleted since.
  virtual TagListing find_tags(RepositoryKey repository, const TagQuery& query,
                               const TagVisitor& visit) = 0;
  // The other names of an image: up to `limit` of its tags after the name `after` (empty: from the
  // start), by name. None if there is no such image.
  virtual std::vector<std::string> list_image_tags(RepositoryKey repository, const Digest& digest,
                                                   std::string_view after, std::size_t limit) = 0;
  // The images that have this subject, by digest: up to `limit` after the digest `after` (empty:
  // from the start). `artifact_type`: nullopt: every type; empty: images without one.
  virtual void list_referrers(RepositoryKey repository, const Digest& subject,
                              std::optional<std::string_view> artifact_type, std::string_view after,
                              std::size_t limit, const ReferrerVisitor& visit) = 0;
  // The movements of a tag, even of a deleted one: up to `limit`, newest first, before that
  // sequence (kNewestMovement: from the newest on).
  virtual std::vector<TagHistoryEntry> list_tag_history(RepositoryKey repository,
                                                        const TagName& tag,
                                                        std::int64_t before_sequence,
                                                        std::size_t limit) = 0;
};

}  // namespace berth
