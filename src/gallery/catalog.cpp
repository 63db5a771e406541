#include "gallery/catalog.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace berth::gallery {
namespace {

// Repositories read from the store at a time.
constexpr std::size_t kChunk = 100;

struct Parameter {
  std::string_view name;
  std::string CatalogState::* value;
};
constexpr std::array kParameters{
    Parameter{"q", &CatalogState::words},           Parameter{"os", &CatalogState::os},
    Parameter{"arch", &CatalogState::architecture}, Parameter{"verified", &CatalogState::verified},
    Parameter{"sort", &CatalogState::sort},         Parameter{"after", &CatalogState::after}};

// A search is not made slower by words that nobody would type.
std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (words.size() < kMaxSearchWords) {
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) break;
    text.remove_prefix(start);
    const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n"));
    words.push_back(to_lower_case(word));
    text.remove_prefix(word.size());
  }
  return words;
}

bool matches(const std::vector<std::string>& words, const Repository& repository,
             const CatalogData& catalog) {
  const std::string name = repository.alias.text() + '/' + repository.name.text();
  const std::string description = to_lower_case(catalog.description.value_or(""));
  return std::ranges::all_of(words, [&](const std::string& word) {
    return name.contains(word) || description.contains(word);
  });
}

class Listing {
 public:
  Listing(Reads& reads, const CatalogState& state, std::size_t limit)
      : reads_(reads), limit_(limit), words_(split(state.words)), after_(state.after) {}

  RepositoryList run(const RegistryId& registry) {
    while (!is_done_) {
      const auto chunk = reads_.metadata().list_repositories(registry, after_, kChunk);
      for (const Repository& repository : chunk) {
        if (!is_done_) look_at(repository);
      }
      if (chunk.size() < kChunk) break;
    }
    return std::move(list_);
  }

 private:
  // When the page is full, or enough has been looked at, it is known only now that more follows.
  void look_at(const Repository& repository) {
    if (list_.cards.size() == limit_ || looked_at_ == kMaxLooks) {
      list_.next = after_;
      is_done_ = true;
      return;
    }
    ++looked_at_;
    after_ = repository.name.text();
    CatalogData catalog = reads_.metadata().find_catalog_data(repository.key);
    if (!matches(words_, repository, catalog)) return;
    catalog.about_text.reset();
    catalog.usage_text.reset();
    list_.cards.push_back({.repository = repository, .catalog = std::move(catalog)});
  }

  Reads& reads_;
  const std::size_t limit_;
  const std::vector<std::string> words_;
  RepositoryList list_;
  std::string after_;
  std::uint64_t looked_at_ = 0;
  bool is_done_ = false;
};

std::vector<std::string> list_of(const std::string& label) {
  return label.empty() ? std::vector<std::string>() : std::vector{label};
}

}  // namespace

CatalogState CatalogState::read(const http::Form& query) {
  CatalogState state;
  for (const auto& [name, value] : kParameters) state.*value = query.find(name).value_or("");
  return state;
}

Url CatalogState::add_to(Url url) const {
  for (const auto& [name, value] : kParameters) {
    if (!(this->*value).empty()) url = url.with(name, this->*value);
  }
  return url;
}

Result<RepositoryList> search_catalog(Reads& reads, const CatalogState& state, std::size_t limit) {
  const auto search = parse_repository_search({.text = state.words,
                                               .order = state.sort,
                                               .architectures = list_of(state.architecture),
                                               .operating_systems = list_of(state.os),
                                               .only_verified = !state.verified.empty(),
                                               .position = state.after},
                                              limit);
  if (!search) return failure_of(search);
  FoundRepositories found = reads.metadata().search_repositories(*search);
  RepositoryList list{.total = found.total};
  if (found.next) list.next = found.next->text();
  for (FoundRepository& each : found.repositories) {
    list.cards.push_back({.repository = std::move(each.repository),
                          .catalog = std::move(each.catalog),
                          .registry_name = std::move(each.registry_name),
                          .standing = each.standing});
  }
  return list;
}

RepositoryList list_registry(Reads& reads, const Registry& registry, const CatalogState& state,
                             std::size_t limit) {
  return Listing(reads, state, limit).run(registry.id);
}

std::vector<std::string> labels_of(const CatalogData& catalog) {
  std::vector<std::string> labels = catalog.operating_systems;
  labels.insert(labels.end(), catalog.architectures.begin(), catalog.architectures.end());
  return labels;
}

std::string title_of(Reads& reads, const RegistryId& registry, const RegistryAlias& alias) {
  auto name = reads.accounts().display_name(registry);
  return name && !name->empty() ? *std::move(name) : alias.text();
}

}  // namespace berth::gallery
