#include "storage/memory/memory_metadata_store.h"

#include "registry/rules/audit.h"
#include "registry/rules/refusals.h"
#include "registry/rules/repositories.h"
#include "registry/values/errors.h"
#include "storage/memory/pushes.h"

namespace berth::storage::memory {
namespace {

void put_catalog(RepositoryRows& rows, const CatalogData& data, std::string_view logo) {
  rows.catalog = data;
  rows.logo = data.logo_id ? std::string(logo) : std::string();
}

void put_tags(RepositoryRows& rows, const std::vector<ResourceTag>& tags) {
  for (const ResourceTag& tag : tags) rows.resource_tags.insert_or_assign(tag.key, tag.value);
}

std::vector<ResourceTag> tags_of(const RepositoryRows& rows) {
  std::vector<ResourceTag> tags;
  for (const auto& [key, value] : rows.resource_tags) tags.push_back({.key = key, .value = value});
  return tags;
}

}  // namespace

Currency MemoryMetadataStore::currency(const Basis& basis) {
  if (basis.dependencies().empty()) return Currency::current;
  if (way_.cost() == ReadCost::may_wait) return Currency::must_ask;
  return check(basis) ? Currency::current : Currency::outdated;
}

bool MemoryMetadataStore::check(const Basis& basis) {
  way_.travel();
  return database_.read([&](const State& state) { return state.is_current(basis); });
}

template <typename T, typename Operation>
Result<T> MemoryMetadataStore::write_about(const Repository& repository,
                                           const Operation& operation) {
  return write([&](State& state) -> Result<T> {
    RepositoryRows* rows = state.find(repository.key);
    if (rows == nullptr) return repository_not_found(repository);
    Result<T> result = operation(state, *rows);
    if (result) state.touch(Scope::of(repository.key));
    return result;
  });
}

// --- repositories ---

Result<Repository> MemoryMetadataStore::create_repository(const NewRepository& repository,
                                                          const Author& author) {
  return write([&](State& state) -> Result<Repository> {
    const RegistryRow* known = state.find_registry(repository.registry);
    NewRepositoryFacts facts;
    if (known != nullptr) {
      facts.repository_count = known->repositories.size();
      facts.is_name_taken = known->repositories.contains(repository.name.text());
    }
    auto checked = check_new_repository(repository, facts, quotas_);
    if (!checked) return failure_of(checked);
    RegistryRow& registry = state.registries.at(repository.registry.text());
    Repository created{.key = ++state.last_repository,
                       .registry = repository.registry,
                       .alias = registry.registry.alias,
                       .name = repository.name,
                       .created_at = repository.created_at};
    RepositoryRows rows{.repository = created};
    put_catalog(rows, repository.catalog_data, repository.logo);
    put_tags(rows, repository.resource_tags);
    state.repositories.emplace(created.key, std::move(rows));
    registry.repositories.emplace(created.name.text(), created.key);
    state.record(author, changes_of_new_repository(repository_resource(created.alias, created.name),
                                                   repository));
    state.touch(Scope::of(repository.registry));
    state.touch(Scope::of(created.key));
    return created;
  });
}

Result<void> MemoryMetadataStore::delete_repository(const Repository& repository,
                                                    RepositoryContent content,
                                                    const Author& author) {
  return write([&](State& state) -> Result<void> {
    const RepositoryRows* rows = state.find(repository.key);
    if (rows == nullptr) return repository_not_found(repository);
    auto checked = check_repository_deletion(repository, content, !rows->images.empty());
    if (!checked) return checked;
    const RepositoryRows gone = std::move(state.repositories.extract(repository.key).mapped());
    const std::string& registry = gone.repository.registry.text();
    state.registries.at(registry).repositories.erase(gone.repository.name.text());
    for (const auto& [digest, link] : gone.links) {
      state.add_unheld(digest, link.size_bytes, author.at);
    }
    state.record(author, {.action = AuditAction::delete_repository,
                          .resource = state.full_name(gone),
                          .before = document_of(gone.catalog)});
    state.touch(Scope::of(gone.repository.registry));
    state.touch(Scope::of(repository.key));
    return {};
  });
}

// --- data about repositories ---

Result<void> MemoryMetadataStore::put_catalog_data(const Repository& repository,
                                                   const CatalogData& data, std::string_view logo,
                                                   const Author& author) {
  return write_about<void>(repository, [&](State& state, RepositoryRows& rows) -> Result<void> {
    state.record(author, {.action = AuditAction::put_repository_catalog_data,
                          .resource = state.full_name(rows),
                          .before = document_of(rows.catalog),
                          .after = document_of(data)});
    put_catalog(rows, data, logo);
    return {};
  });
}

Result<void> MemoryMetadataStore::put_resource_tags(const Repository& repository,
                                                    const std::vector<ResourceTag>& tags,
                                                    const Author& author) {
  return write_about<void>(repository, [&](State& state, RepositoryRows& rows) -> Result<void> {
    const auto before = tags_of(rows);
    auto checked = check_resource_tags(before, tags);
    if (!checked) return checked;
    put_tags(rows, tags);
    state.record(author, {.action = AuditAction::tag_resource,
                          .resource = state.full_name(rows),
                          .before = document_of(before),
                          .after = document_of(tags_of(rows))});
    return checked;
  });
}

Result<void> MemoryMetadataStore::delete_resource_tags(const Repository& repository,
                                                       const std::vector<std::string>& keys,
                                                       const Author& author) {
  return write_about<void>(repository, [&](State& state, RepositoryRows& rows) -> Result<void> {
    const auto before = tags_of(rows);
    for (const std::string& key : keys) rows.resource_tags.erase(key);
    state.record(author, {.action = AuditAction::untag_resource,
                          .resource = state.full_name(rows),
                          .before = document_of(before),
                          .after = document_of(tags_of(rows))});
    return {};
  });
}

Result<void> MemoryMetadataStore::put_repository_policy(const Repository& repository,
                                                        const RepositoryPolicy& policy,
                                                        const Author& author) {
  return write_about<void>(repository, [&](State& state, RepositoryRows& rows) -> Result<void> {
    state.record(author, change_of_policy(state.full_name(rows), rows.policy, policy));
    rows.policy = policy;
    return {};
  });
}

Result<RepositoryPolicy> MemoryMetadataStore::delete_repository_policy(const Repository& repository,
                                                                       const Author& author) {
  using Deleted = Result<RepositoryPolicy>;
  return write_about<RepositoryPolicy>(
      repository, [&](State& state, RepositoryRows& rows) -> Deleted {
        auto policy = std::exchange(rows.policy, std::nullopt);
        if (!policy) return fail(about(ErrorCode::repository_policy_not_found, repository));
        state.record(author, {.action = AuditAction::delete_repository_policy,
                              .resource = state.full_name(rows),
                              .before = policy->text});
        return *std::move(policy);
      });
}

// --- images and tags ---

Result<PutImageOutcome> MemoryMetadataStore::put_image(const Push& push) {
  return write([&](State& state) { return storage::memory::put_image(state, push, quotas_); });
}

Result<DeletedImage> MemoryMetadataStore::delete_tag(const Repository& repository,
                                                     const TagDeletion& deletion,
                                                     const Author& author) {
  return write([&](State& state) {
    return storage::memory::delete_tag(state, repository, deletion, author);
  });
}

Result<DeletedImage> MemoryMetadataStore::delete_image(const Repository& repository,
                                                       const Digest& digest, const Author& author) {
  return write([&](State& state) {
    return storage::memory::delete_image(state, repository, digest, author);
  });
}

// --- the history of tags ---

Result<TagOutcome> MemoryMetadataStore::move_tag(const Repository& repository, const TagName& tag,
                                                 const Digest& digest, std::int64_t last_sequence,
                                                 const Author& author) {
  return write([&](State& state) -> Result<TagOutcome> {
    RepositoryRows* rows = state.find(repository.key);
    if (rows == nullptr) return repository_not_found(repository);
    return storage::memory::move_tag(state, *rows, repository, tag, digest, last_sequence, author,
                                     quotas_);
  });
}

}  // namespace berth::storage::memory
