// Lists of repositories, of one registry or of all, for people who look for one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gallery/url.h"
#include "http/form.h"
#include "registry/ports/reader.h"
#include "registry/values/model.h"
#include "registry/values/repository_search.h"

namespace berth::gallery {

struct RepositoryCard {
  Repository repository;
  CatalogData catalog;             // without the long texts
  std::string registry_name = {};  // the display name of its registry; empty: none
  RegistryStanding standing = RegistryStanding::unverified;
};

struct RepositoryList {
  std::vector<RepositoryCard> cards = {};
  std::string next = {};                    // where the next page begins; empty: this is the last
  std::optional<std::uint64_t> total = {};  // on all pages; nullopt: not counted
};

// What a reader chose of the repositories: part of the address of the page. As written; empty: not
// chosen.
struct CatalogState {
  std::string words = {};         // each must be in the name or the description
  std::string os = {};            // "Linux"
  std::string architecture = {};  // "ARM 64"
  std::string verified = {};      // "on": only registries that the operator calls verified
  std::string sort = {};          // "relevance", "newest"
  std::string after = {};         // where the page begins

  static CatalogState read(const http::Form& query);
  // The parameters that lead back here, added to an address.
  [[nodiscard]] Url add_to(Url url) const;
  [[nodiscard]] bool has_filter() const {
    return !(words.empty() && os.empty() && architecture.empty() && verified.empty());
  }
};

// Over all registries, by what the store can find. query_invalid
Result<RepositoryList> search_catalog(Reads& reads, const CatalogState& state, std::size_t limit);

// A page of the repositories of one registry compares no more with the words than this, so that
// each answer takes milliseconds; the list then goes on with another page.
inline constexpr std::uint64_t kMaxLooks = 500;

// Of one registry, by name. Continues after a name: a repository that exists throughout is neither
// missed nor repeated. Knows the words of `state`, as parts of the name and the description.
RepositoryList list_registry(Reads& reads, const Registry& registry, const CatalogState& state,
                             std::size_t limit);

// The operating systems and architectures that the owner names.
std::vector<std::string> labels_of(const CatalogData& catalog);

// The name that a registry shows, or its alias.
std::string title_of(Reads& reads, const RegistryId& registry, const RegistryAlias& alias);

}  // namespace berth::gallery
