// What the page of a repository shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gallery/address.h"
#include "gallery/image_reader.h"
#include "gallery/kind.h"

namespace berth::gallery {

struct TagRow {
  std::string name;
  std::string digest;
  std::string media_type;
  std::string artifact_type;  // empty: none
  std::uint64_t size_bytes = 0;
  Timestamp image_pushed_at;
  Timestamp created_at;  // when the tag was last pointed at a different image
  Kind kind = Kind::image;
  ImageSummary summary = {};
};

struct TagPage {
  std::vector<TagRow> rows = {};
  std::string after = {};  // the name that the page follows; empty: from the start
  std::string next = {};   // where the next page begins; empty: this is the last one
};

struct RepositoryModel {
  Repository repository;
  std::string registry_title;
  CatalogData catalog;
  TagPage tags = {};
  // What a client pulls that names nothing else: "latest" if it exists, else the first tag listed.
  std::optional<TagName> default_tag = {};
  Kind default_kind = Kind::image;
};

// Everything that a page is made from. The references outlive the page.
struct Sources {
  Reads& reads;
  BlobStore& blobs;
  ImageSummaries& summaries;
};

// By name: up to `limit` tags after the name `after`.
TagPage list_tags(const Sources& sources, const Repository& repository, std::string after,
                  std::size_t limit);

// repository_not_found
Result<Repository> find_repository(Reads& reads, const RepositoryAddress& address);

// repository_not_found
Result<RepositoryModel> load_repository(const Sources& sources, const RepositoryAddress& address,
                                        std::string after, std::size_t limit);

}  // namespace berth::gallery
