#include "storage/memory/state.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "registry/rules/audit.h"
#include "registry/values/errors.h"

namespace berth::storage::memory {
namespace {

template <typename Map, typename Key>
auto* value_of(Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

// Unlike std::erase_if(), lets `predicate` change the values.
template <typename Map, typename Predicate>
void erase_where(Map& map, const Predicate& predicate) {
  for (auto next = map.begin(); next != map.end();) {
    next = predicate(*next) ? map.erase(next) : std::next(next);
  }
}

}  // namespace

AliasDetail detail_of(const RegistryRow& row, const std::string& alias) {
  const bool is_primary = alias == row.registry.alias.text();
  return {.name = RegistryAlias::parse(alias).value(),
          .origin = row.aliases.at(alias),
          .rank = is_primary ? AliasRank::primary : AliasRank::secondary};
}

// --- what has changed ---

void State::touch(const Scope& scope) {
  ++version_;
  if (scope == Scope::everything()) {
    all_touched_ = version_;
  } else {
    touched_[{scope.kind(), scope.number()}] = version_;
  }
}

bool State::is_current(const Basis& basis) const {
  return std::ranges::all_of(basis.dependencies(), [&](const Dependency& dependency) {
    const Scope& scope = dependency.scope;
    if (scope == Scope::everything()) return version_ == dependency.version;
    const auto* touched = value_of(touched_, std::pair(scope.kind(), scope.number()));
    return all_touched_ <= dependency.version &&
           (touched == nullptr || *touched <= dependency.version);
  });
}

// --- the audit ---

void State::record(const Author& author, const Change& change) {
  if (is_unchanged(change)) return;
  const std::int64_t last = audit.empty() ? 0 : audit.rbegin()->first;
  const std::int64_t id = std::max(lowest_audit_id(author.at), last + 1);
  audit.emplace(id, AuditEntry{.id = id,
                               .at = author.at,
                               .action = std::string(name_of(change.action)),
                               .resource = change.resource,
                               .before = change.before,
                               .after = change.after,
                               .via = std::string(name_of(author.via)),
                               .user = user_text(author),
                               .access_key_id = author.access_key_id,
                               .client_address = author.client_address,
                               .request_id = author.request_id});
}

void State::record(const Author& author, const std::vector<Change>& changes) {
  for (const Change& change : changes) record(author, change);
}

// --- look-ups ---

const RegistryRow* State::find_registry(const RegistryId& id) const {
  return value_of(registries, id.text());
}

const RegistryRow* State::find_registry(const RegistryAlias& alias) const {
  const std::string* id = value_of(aliases, alias.text());
  return id == nullptr ? nullptr : &registries.at(*id);
}

const RepositoryRows* State::find(RepositoryKey key) const {
  return value_of(repositories, key);
}

RepositoryRows* State::find(RepositoryKey key) {
  return value_of(repositories, key);
}

Repository State::shown(const RepositoryRows& rows) const {
  Repository repository = rows.repository;
  repository.alias = registries.at(repository.registry.text()).registry.alias;
  return repository;
}

std::string State::full_name(const RepositoryRows& rows) const {
  const Repository repository = shown(rows);
  return repository_resource(repository.alias, repository.name);
}

bool State::is_held(std::string_view digest) const {
  return std::ranges::any_of(
      repositories, [&](const auto& entry) { return entry.second.links.contains(digest); });
}

// --- usage ---

Usage State::usage_of(const RegistryRow& row) const {
  Usage sum;
  for (const auto& [name, key] : row.repositories) {
    const Usage held = memory::usage_of(repositories.at(key));
    sum.images += held.images;
    sum.tags += held.tags;
    sum.blobs += held.blobs;
    sum.blob_bytes += held.blob_bytes;
    sum.manifest_bytes += held.manifest_bytes;
  }
  return sum;
}

StorageFacts State::storage_of(const RepositoryRows& rows, const Quotas& quotas) const {
  const RegistryRow& registry = registries.at(rows.repository.registry.text());
  StorageFacts facts{.repository = {.quota = rows.quota}, .registry = {.quota = registry.quota}};
  if (!is_storage_limited(facts, quotas)) return facts;
  facts.repository.used_bytes = memory::usage_of(rows).bytes();
  facts.registry.used_bytes = usage_of(registry).bytes();
  return facts;
}

Result<void> State::check_storage(const RepositoryRows& rows, std::uint64_t more_bytes,
                                  const Quotas& quotas) const {
  auto fits = berth::check_storage(storage_of(rows, quotas), more_bytes, quotas);
  if (!fits) return refuse(std::move(fits.error()), rows.repository);
  return {};
}

// --- blobs ---

void State::link(RepositoryRows& rows, const Blob& blob, Timestamp now) {
  rows.links.try_emplace(blob.digest.text(),
                         LinkRow{.size_bytes = blob.size_bytes, .unnamed_since = {}});
  hold(rows, blob.digest, now);
}

void State::hold(RepositoryRows& rows, const Digest& digest, Timestamp now) {
  unheld.erase(digest.text());
  if (!is_named(rows, digest.text())) rows.links.at(digest.text()).unnamed_since = now;
}

void State::unlink(RepositoryRows& rows, const std::string& digest, Timestamp since) {
  const auto link = rows.links.extract(digest);
  add_unheld(digest, link.mapped().size_bytes, since);
}

void State::add_unheld(const std::string& digest, std::uint64_t size_bytes, Timestamp since) {
  if (is_held(digest)) return;
  unheld.insert_or_assign(digest, UnheldRow{.size_bytes = size_bytes, .since = since});
}

// --- one repository ---

Usage usage_of(const RepositoryRows& rows) {
  Usage usage{.images = rows.images.size(), .tags = rows.tags.size(), .blobs = rows.links.size()};
  for (const auto& [digest, link] : rows.links) usage.blob_bytes += link.size_bytes;
  for (const auto& [digest, image] : rows.images) usage.manifest_bytes += image.content.size();
  return usage;
}

bool is_named(const RepositoryRows& rows, std::string_view digest) {
  return rows.layers.contains(digest);
}

std::optional<Blob> find_blob(const RepositoryRows& rows, const Digest& digest) {
  const LinkRow* link = value_of(rows.links, digest.text());
  if (link == nullptr) return std::nullopt;
  return Blob{.digest = digest, .size_bytes = link->size_bytes};
}

std::optional<TagTarget> find_target(const RepositoryRows& rows, const TagName& tag) {
  const TagRow* row = value_of(rows.tags, tag.text());
  if (row == nullptr) return std::nullopt;
  return TagTarget{.digest = Digest::parse(row->digest).value(),
                   .image_sequence = rows.images.at(row->digest).detail.sequence};
}

const ImageRow* find_image(const RepositoryRows& rows, const ImageReference& reference) {
  if (const auto* digest = std::get_if<Digest>(&reference)) {
    return value_of(rows.images, digest->text());
  }
  const TagRow* tag = value_of(rows.tags, std::get<TagName>(reference).text());
  return tag == nullptr ? nullptr : &rows.images.at(tag->digest);
}

void insert_image(RepositoryRows& rows, const ImageDetail& detail, const NewImage& image) {
  rows.images.emplace(detail.digest, ImageRow{.detail = detail,
                                              .content = image.content,
                                              .subject = image.subject,
                                              .annotations = image.annotations,
                                              .tags = {}});
  rows.digests.emplace(detail.sequence, detail.digest);
  if (image.subject) rows.referrers[image.subject->text()].insert(detail.digest);
  for (const Child& child : image.children) {
    rows.listings[child.digest.text()].emplace(detail.digest, child);
  }
  for (const auto* layers : {&image.layers, &image.foreign_layers}) {
    for (const auto& [blob, media_type] : *layers) {
      rows.layers[blob.digest.text()].emplace(detail.sequence, media_type);
      if (LinkRow* link = value_of(rows.links, blob.digest.text())) link->unnamed_since.reset();
    }
  }
}

void erase_image(RepositoryRows& rows, const std::string& digest, Timestamp now) {
  const ImageRow image = std::move(rows.images.extract(digest).mapped());
  rows.digests.erase(image.detail.sequence);
  if (image.subject) {
    const auto subject = rows.referrers.find(image.subject->text());
    subject->second.erase(digest);
    if (subject->second.empty()) rows.referrers.erase(subject);
  }
  erase_where(rows.listings, [&](auto& listing) {
    listing.second.erase(digest);
    return listing.second.empty();
  });
  erase_where(rows.layers, [&](auto& layer) {
    auto& [named, images] = layer;
    if (images.erase(image.detail.sequence) == 0 || !images.empty()) return false;
    if (LinkRow* link = value_of(rows.links, named)) link->unnamed_since = now;
    return true;
  });
}

}  // namespace berth::storage::memory
