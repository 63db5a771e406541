// What the page of a repository shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gallery/address.h"
#include "gallery/image_reader.h"
#include "gallery/kind.h"
#include "gallery/tag_state.h"

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
  bool is_kept = true;  // false: of a past time, and the image has been deleted since
  ImageSummary summary = {};
};

struct TagPage {
  std::vector<TagRow> rows = {};
  TagState state = {};       // what the page shows
  TagOrder order = {};       // likewise
  std::string next = {};     // where the next page begins; empty: this is the last one
  std::size_t searched = 0;  // tags that were looked at; more than the rows if few of them fit
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

// query_invalid
Result<TagPage> list_tags(const Sources& sources, const Repository& repository, TagState state,
                          std::size_t limit);

// repository_not_found
Result<Repository> find_repository(Reads& reads, const RepositoryAddress& address);

// repository_not_found, query_invalid
Result<RepositoryModel> load_repository(const Sources& sources, const RepositoryAddress& address,
                                        TagState state, std::size_t limit);

}  // namespace berth::gallery
