// Lists of repositories, of one registry or of all, for people who look for one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/ports/reader.h"
#include "registry/values/model.h"

namespace berth::gallery {

struct RepositoryCard {
  Repository repository;
  CatalogData catalog;  // without the long texts
};

struct RepositoryList {
  std::vector<RepositoryCard> cards;
  std::string next = {};        // where the next page begins; empty: this is the last one
  std::uint64_t looked_at = 0;  // repositories that were compared with the question
};

struct CatalogQuestion {
  std::optional<Registry> registry = {};  // nullopt: all registries, the oldest first
  std::string words = {};  // each must be in the name or the description; empty: every repository
  std::string after = {};  // `next` of the page before, "acme/app"; empty: from the start
  std::size_t limit = 0;   // repositories per page
};

// A page of a search compares no more repositories than this, so that each answer takes
// milliseconds; the list then goes on with another page, and the page says how far it looked.
inline constexpr std::uint64_t kMaxLooks = 500;

// By registry and name. Continues after a name: a repository that exists throughout is neither
// missed nor repeated.
RepositoryList list_catalog(Reads& reads, const CatalogQuestion& question);

// The operating systems and architectures that the owner names.
std::vector<std::string> labels_of(const CatalogData& catalog);

// The name that a registry shows, or its alias.
std::string title_of(Reads& reads, const RegistryId& registry, const RegistryAlias& alias);

}  // namespace berth::gallery
