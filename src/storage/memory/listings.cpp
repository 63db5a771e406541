#include "storage/memory/listings.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <set>
#include <tuple>

#include "base/ascii.h"
#include "registry/rules/relevance.h"
#include "registry/rules/tag_listing.h"

namespace berth::storage::memory {
namespace {

using Step = TagListingRun::Step;

// --- tags ---

struct Entry {
  std::string_view name;
  Timestamp moved_at;
  std::string version_key;
};

// Those in the range of the query, in its order.
std::vector<Entry> entries_of(const RepositoryRows& rows, const TagQuery& query) {
  const TagPosition::Kind kind = query.position_kind();
  const NameRange names = names_of_query(query);
  const VersionKeyRange versions = version_keys_of(query);
  const auto is_in_range = [&](const Entry& entry) {
    switch (kind) {
      case TagPosition::Kind::by_date:
        return !query.after ||
               std::tie(entry.moved_at, entry.name) <
                   std::tuple(query.after->moved_at, std::string_view(query.after->tag));
      case TagPosition::Kind::by_version:
        return entry.version_key >= versions.from &&
               std::tie(entry.version_key, entry.name) <
                   std::tuple(versions.key, std::string_view(versions.name));
      default:
        return entry.name >= names.from && entry.name < names.below;
    }
  };
  std::vector<Entry> entries;
  for (const auto& [name, tag] : rows.tags) {
    Entry entry{
        .name = name, .moved_at = tag.created_at, .version_key = VersionKey::of(name).bytes()};
    if (is_in_range(entry)) entries.push_back(std::move(entry));
  }
  std::ranges::sort(entries, [kind](const Entry& a, const Entry& b) {
    if (kind == TagPosition::Kind::by_date) {
      return std::tie(b.moved_at, b.name) < std::tie(a.moved_at, a.name);
    }
    if (kind == TagPosition::Kind::by_version) {
      return std::tie(b.version_key, b.name) < std::tie(a.version_key, a.name);
    }
    return a.name < b.name;
  });
  return entries;
}

// --- tags as of a time ---

enum class Past : std::uint8_t { existed, did_not_exist, stopped };

Past look_back(const std::vector<TagHistoryEntry>& movements, std::string_view name,
               std::int64_t before, Timestamp at, TagListingRun& run,
               const TagHistoryEntry*& last) {
  for (const TagHistoryEntry& movement : std::views::reverse(movements)) {
    if (movement.sequence >= before) continue;
    if (!run.look_at_movement(name, movement.sequence)) return Past::stopped;
    if (movement.moved_at > at) continue;
    last = &movement;
    return movement.to ? Past::existed : Past::did_not_exist;
  }
  return Past::did_not_exist;
}

TagListing find_past_tags(const RepositoryRows& rows, const TagQuery& query,
                          const TagVisitor& visit) {
  const NameRange range = names_of_query(query);
  TagListingRun run(query);
  for (auto next = rows.history.lower_bound(range.from);
       next != rows.history.end() && next->first < range.below; ++next) {
    const auto& [name, movements] = *next;
    const Step looked = run.look_at_name(name);
    if (looked == Step::stop) return run.stopped();
    if (looked == Step::pass) continue;
    const bool goes_on = query.after && query.after->tag == name;
    const TagHistoryEntry* last = nullptr;
    const Past past =
        look_back(movements, name, goes_on ? query.after->before_movement : kNewestMovement,
                  *query.as_of, run, last);
    if (past == Past::stopped) return run.stopped();
    if (past == Past::did_not_exist) {
      run.pass_past(name);
      continue;
    }
    if (run.take_past(name) == Step::stop) return run.stopped();
    TagView view;
    view.name = name;
    view.digest = last->to->text();
    view.created_at = last->moved_at;
    const auto image = rows.images.find(view.digest);
    if (image != rows.images.end()) {
      view = view_of(rows, name, {.digest = last->to->text(), .created_at = last->moved_at});
    }
    visit(view);
  }
  return run.ended();
}

// --- the search ---

// Like SQLite's tokenizer, for ASCII.
std::vector<std::string> tokens_of(std::string_view text) {
  std::vector<std::string> tokens;
  std::string token;
  const auto end_token = [&] {
    if (!token.empty()) tokens.push_back(std::move(token));
    token.clear();
  };
  for (const char c : text) {
    const char lower = to_lower(c);
    const bool is_part = (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
                         static_cast<unsigned char>(c) >= 0x80U;
    if (is_part) {
      token += lower;
    } else {
      end_token();
    }
  }
  end_token();
  return tokens;
}

using Texts = std::array<std::vector<std::string>, kSearchedTexts>;

// What the best place of the word is worth; 0: it does not occur.
std::int64_t best_place(const Texts& texts, std::string_view word) {
  std::int64_t best = 0;
  for (std::size_t text = 0; text < texts.size(); ++text) {
    for (const std::string& token : texts.at(text)) {
      if (!token.starts_with(word)) continue;
      const WordMatch match = token.size() == word.size() ? WordMatch::whole : WordMatch::beginning;
      best = std::max(best, relevance_of(static_cast<SearchedText>(text), match));
    }
  }
  return best;
}

// nullopt: a word does not occur.
std::optional<std::int64_t> relevance(const Texts& texts, const std::vector<std::string>& words) {
  std::int64_t sum = 0;
  bool all_are_in_name = !words.empty();
  for (const std::string& word : words) {
    const std::int64_t best = best_place(texts, word);
    if (best == 0) return std::nullopt;
    sum += best;
    all_are_in_name &= best == relevance_of(SearchedText::name, WordMatch::whole);
  }
  const bool is_whole_name = all_are_in_name && texts[0].size() == words.size();
  return sum + (is_whole_name ? kWholeNameRelevance : 0);
}

bool has_one(const std::vector<std::string>& labels, const std::vector<std::string>& wanted) {
  return wanted.empty() || std::ranges::any_of(labels, [&](const std::string& label) {
           return std::ranges::any_of(
               wanted, [&](const std::string& text) { return equal_ignoring_case(label, text); });
         });
}

Texts texts_of(const RegistryRow& registry, const RepositoryRows& rows) {
  std::string aliases;
  for (const auto& [alias, origin] : registry.aliases) aliases += alias + ' ';
  return {tokens_of(rows.repository.name.text()), tokens_of(aliases),
          tokens_of(registry.display_name), tokens_of(rows.catalog.description.value_or(""))};
}

FoundRepository found(const State& state, const RepositoryRows& rows) {
  const RegistryRow& registry = state.registries.at(rows.repository.registry.text());
  FoundRepository out{.repository = state.shown(rows),
                      .registry_name = registry.display_name,
                      .standing = registry.registry.standing,
                      .catalog = rows.catalog};
  out.catalog.about_text.reset();
  out.catalog.usage_text.reset();
  return out;
}

}  // namespace

TagView view_of(const RepositoryRows& rows, std::string_view name, const TagRow& tag) {
  const ImageDetail& image = rows.images.at(tag.digest).detail;
  return {.name = name,
          .digest = image.digest,
          .media_type = image.media_type,
          .artifact_media_type = image.artifact_media_type,
          .size_bytes = image.size_bytes,
          .image_pushed_at = image.pushed_at,
          .created_at = tag.created_at};
}

TagListing find_tags(const RepositoryRows& rows, const TagQuery& query, const TagVisitor& visit) {
  if (query.as_of) return find_past_tags(rows, query, visit);
  TagListingRun run(query);
  for (const Entry& entry : entries_of(rows, query)) {
    const Step step = run.look_at(entry.name, entry.moved_at);
    if (step == Step::stop) return run.stopped();
    if (step == Step::take) {
      visit(view_of(rows, entry.name, rows.tags.find(entry.name)->second));
    }
  }
  return run.ended();
}

std::vector<std::string> list_image_tags(const RepositoryRows& rows, const Digest& digest,
                                         std::string_view after, std::size_t limit) {
  const auto image = rows.images.find(digest.text());
  if (image == rows.images.end()) return {};
  std::vector<std::string> names;
  auto next = image->second.tags.upper_bound(std::string(after));
  for (; next != image->second.tags.end() && names.size() < limit; ++next) names.push_back(*next);
  return names;
}

FoundRepositories search(const State& state, const RepositorySearch& search) {
  const SearchOrder order = search.effective_order();
  // The best come first: by relevance and key, both negative.
  std::set<std::pair<std::int64_t, RepositoryKey>> places;
  for (const auto& [key, rows] : state.repositories) {
    const RegistryRow& registry = state.registries.at(rows.repository.registry.text());
    const bool fits =
        has_one(rows.catalog.architectures, search.architectures) &&
        has_one(rows.catalog.operating_systems, search.operating_systems) &&
        (!search.only_verified || registry.registry.standing == RegistryStanding::verified);
    const auto worth = relevance(texts_of(registry, rows), search.words);
    if (fits && worth) places.emplace(order == SearchOrder::newest ? 0 : -*worth, -key);
  }
  FoundRepositories page{.total = places.size()};
  auto next = places.begin();
  if (search.after) {
    next = places.upper_bound(
        {order == SearchOrder::newest ? 0 : -search.after->relevance, -search.after->repository});
  }
  for (; next != places.end() && page.repositories.size() < search.limit; ++next) {
    page.repositories.push_back(found(state, state.repositories.at(-next->second)));
  }
  if (next != places.end()) {
    const auto& [worth, key] = *std::prev(next);
    page.next = SearchPosition{.order = order, .relevance = -worth, .repository = -key};
  }
  return page;
}

}  // namespace berth::storage::memory
