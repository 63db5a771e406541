// What the page of an image shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gallery/address.h"
#include "gallery/image_content.h"
#include "gallery/kind.h"
#include "gallery/repository_model.h"

namespace berth::gallery {

// One image of an index.
struct PlatformChoice {
  std::string name;  // "linux/arm64"; its digest if it says no platform
  Digest digest;
  std::uint64_t size_bytes = 0;           // of the image; 0: the repository does not hold it
  std::vector<std::string> attestations;  // digests
};

// A layer beside the line of the history that made it. An empty digest: that line made none.
struct LayerRow {
  std::string digest;
  std::string media_type;
  std::uint64_t size_bytes = 0;
  std::string made_by;  // empty: the history does not say
  std::string title;    // of a file of an artifact; empty: none
};

// Something attached to the image: found by its subject, by its tag, or in the index.
struct Attachment {
  std::string digest;
  std::string type;  // artifact type or media type
  std::uint64_t size_bytes = 0;
  Kind kind = Kind::artifact;
  std::string tag = {};  // under which it was found; empty: by its subject
};

// One image: of an index the chosen one.
struct ShownImage {
  Digest digest;
  ManifestContent manifest;
  std::string json;  // the manifest as it was pushed; empty: too long to show
  std::optional<ConfigContent> config;
  std::vector<LayerRow> layers;
};

struct ImageModel {
  Repository repository;
  std::string registry_title;
  ImageReference asked;
  Digest digest;
  std::string media_type;
  std::string artifact_type;  // empty: none
  std::uint64_t size_bytes = 0;
  Timestamp pushed_at;
  Kind kind = Kind::image;
  std::vector<std::string> tags = {};  // all that point at it
  std::vector<NamedText> annotations = {};
  std::string index_json = {};                 // of an index, likewise
  std::vector<PlatformChoice> platforms = {};  // of an index
  std::size_t chosen = 0;                      // among the platforms: its image is shown
  std::optional<ShownImage> shown = {};        // nullopt: the repository does not hold it
  std::vector<Attachment> attachments = {};
  bool has_more_attachments = false;

  std::string asked_platform = {};  // of an index, and in it; empty: the reader chose none
};

// A longer manifest is not shown.
inline constexpr std::size_t kMaxShownManifestBytes = std::size_t{64} * 1024;

// `platform`: the wanted one of an index, as in PlatformChoice::name; else, and if it is not there,
// linux/amd64 or the first. repository_not_found, image_not_found.
Result<ImageModel> load_image(const Sources& sources, const ImageAddress& address,
                              std::string_view platform);

// One movement of a tag.
struct Movement {
  std::int64_t sequence = 0;
  std::optional<Digest> from = {};
  std::optional<Digest> to = {};
  bool is_kept = false;  // whether the image it points to can still be pulled
  Timestamp moved_at;
};

struct HistoryModel {
  Repository repository;
  std::string registry_title;
  TagName tag;
  std::optional<Digest> current = {};  // nullopt: the tag has been deleted
  Kind kind = Kind::image;
  std::vector<Movement> movements = {};  // newest first
  std::int64_t next = 0;  // the sequence before which the next page begins; 0: last page
};

// repository_not_found; image_not_found if the tag never existed.
Result<HistoryModel> load_history(const Sources& sources, const RepositoryAddress& address,
                                  const TagName& tag, std::int64_t before, std::size_t limit);

}  // namespace berth::gallery
