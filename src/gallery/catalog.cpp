#include "gallery/catalog.h"

#include <algorithm>

#include "base/ascii.h"

namespace berth::gallery {
namespace {

// Repositories read from the store at a time.
constexpr std::size_t kChunk = 100;

// A search is not made slower by words that nobody would type.
constexpr std::size_t kMaxWords = 8;

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (words.size() < kMaxWords) {
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) break;
    text.remove_prefix(start);
    const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n"));
    words.push_back(to_lower_case(word));
    text.remove_prefix(word.size());
  }
  return words;
}

std::string key_of(const Repository& repository) {
  return repository.alias.text() + '/' + repository.name.text();
}

bool matches(const std::vector<std::string>& words, const Repository& repository,
             const CatalogData& catalog) {
  const std::string name = key_of(repository);
  const std::string description = to_lower_case(catalog.description.value_or(""));
  return std::ranges::all_of(words, [&](const std::string& word) {
    return name.contains(word) || description.contains(word);
  });
}

// Where a list goes on: in this registry, after this name.
struct Position {
  std::size_t registry = 0;
  std::string after;
};

Position position_of(Reads& reads, const std::vector<Registry>& registries,
                     std::string_view after) {
  const std::size_t slash = after.find('/');
  const auto alias = RegistryAlias::parse(after.substr(0, slash));
  if (slash == std::string_view::npos || !alias) return {};
  const auto registry = reads.accounts().find_registry(*alias);
  if (!registry) return {};
  const auto found = std::ranges::find(registries, registry->id, &Registry::id);
  if (found == registries.end()) return {};
  return {.registry = static_cast<std::size_t>(found - registries.begin()),
          .after = std::string(after.substr(slash + 1))};
}

class Listing {
 public:
  Listing(Reads& reads, const CatalogQuestion& question)
      : reads_(reads), question_(question), words_(split(question.words)) {}

  RepositoryList run() {
    const std::vector<Registry> registries =
        question_.registry ? std::vector{*question_.registry} : reads_.accounts().list_registries();
    Position position = position_of(reads_, registries, question_.after);
    for (std::size_t i = position.registry; i < registries.size() && !is_done_; ++i) {
      run_registry(registries[i].id, std::move(position.after));
      position.after.clear();
    }
    return std::move(list_);
  }

 private:
  void run_registry(const RegistryId& registry, std::string after) {
    while (!is_done_) {
      const auto chunk = reads_.metadata().list_repositories(registry, after, kChunk);
      for (const Repository& repository : chunk) {
        look_at(repository);
        if (is_done_) return;
      }
      if (chunk.size() < kChunk) return;
      after = chunk.back().name.text();
    }
  }

  // The page is full, or enough has been looked at: only now it is known that more follows.
  void look_at(const Repository& repository) {
    const bool is_full = list_.cards.size() == question_.limit;
    if (is_full || list_.looked_at == kMaxLooks) {
      list_.next = last_;
      is_done_ = true;
      return;
    }
    ++list_.looked_at;
    last_ = key_of(repository);
    CatalogData catalog = reads_.metadata().find_catalog_data(repository.key);
    if (!matches(words_, repository, catalog)) return;
    catalog.about_text.reset();
    catalog.usage_text.reset();
    list_.cards.push_back({.repository = repository, .catalog = std::move(catalog)});
  }

  Reads& reads_;
  const CatalogQuestion& question_;
  const std::vector<std::string> words_;
  RepositoryList list_;
  std::string last_;
  bool is_done_ = false;
};

}  // namespace

RepositoryList list_catalog(Reads& reads, const CatalogQuestion& question) {
  return Listing(reads, question).run();
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
