// berth usage, berth quota
#include <cinttypes>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/administration.h"
#include "cli/commands.h"
#include "ops/setting_values.h"
#include "ops/settings.h"
#include "registry/values/arn.h"

namespace berth::cli {
namespace {

// How many rows are read at once.
constexpr std::size_t kPageRows = 1000;
constexpr std::size_t kAll = SIZE_MAX;

constexpr const char* kTargetHelp =
    "a registry, by id or alias, or a repository as images name it: ALIAS or ALIAS/NAME";

struct Options {
  std::string target = {};  // empty: every registry
  OutputFormat format = OutputFormat::table;
};

std::string text_of(const StorageQuota& quota) {
  switch (quota.kind) {
    case StorageQuota::Kind::by_setting:
      return "default";
    case StorageQuota::Kind::unlimited:
      return "none";
    case StorageQuota::Kind::limited:
      return std::to_string(quota.limit_bytes);
  }
  std::unreachable();
}

Checked<StorageQuota> parse_quota(const std::string& text) {
  if (text == "default") return StorageQuota();
  if (text == "none") return StorageQuota{.kind = StorageQuota::Kind::unlimited};
  StorageQuota quota{.kind = StorageQuota::Kind::limited};
  if (ops::values::read(text, quota.limit_bytes) && quota.limit_bytes <= kMaxStorageQuotaBytes) {
    return quota;
  }
  return fail(ops::not_taken("quota", "a number of bytes, none or default", text));
}

std::string path_of(const Repository& repository) {
  return repository.alias.text() + '/' + repository.name.text();
}

void visit_repositories(const Administration& admin, const RegistryId& registry,
                        const std::function<void(const RepositoryUsage&)>& visit) {
  std::vector<RepositoryUsage> page;
  std::string last;
  do {
    page = admin.usage.list_repositories(registry, last, kPageRows);
    for (const RepositoryUsage& held : page) {
      last = held.repository.name.text();
      visit(held);
    }
  } while (page.size() == kPageRows);
}

// --- berth usage ---

std::vector<Listing::Column> columns_of(Listing::Column name) {
  return {name,
          {"images", "IMAGES", ColumnKind::number},
          {"tags", "TAGS", ColumnKind::number},
          {"blobs", "BLOBS", ColumnKind::number},
          {"blobBytes", "BLOB SIZE", ColumnKind::bytes},
          {"manifestBytes", "MANIFEST SIZE", ColumnKind::bytes},
          {"bytes", "SIZE", ColumnKind::bytes},
          {"quota", "QUOTA", ColumnKind::bytes}};
}

std::vector<std::string> row_of(std::string name, const Usage& usage, const StorageQuota& quota) {
  std::vector<std::string> row{std::move(name)};
  for (const std::uint64_t number : {usage.images, usage.tags, usage.blobs, usage.blob_bytes,
                                     usage.manifest_bytes, usage.bytes()}) {
    row.push_back(std::to_string(number));
  }
  row.push_back(text_of(quota));
  return row;
}

void print_registries(const Administration& admin, OutputFormat format) {
  auto columns = columns_of({"registry", "REGISTRY"});
  columns.insert(columns.begin() + 1, {"repositories", "REPOSITORIES", ColumnKind::number});
  Listing listing(std::move(columns));
  for (const RegistryUsage& held : admin.usage.list_registries(kAll)) {
    auto row = row_of(held.registry.alias.text(), held.usage, held.quota);
    row.insert(row.begin() + 1, std::to_string(held.repositories));
    listing.add(std::move(row));
  }
  listing.print(format);
  if (format == OutputFormat::json) return;
  const StoredBlobs stored = admin.usage.stored_blobs();
  std::printf("\nAll blobs of the store, each once: %" PRIu64 " (%s)\n", stored.count,
              text_of_bytes(stored.size_bytes).c_str());
}

Done show_usage(const Administration& admin, const Options& options) {
  if (options.target.empty()) {
    print_registries(admin, options.format);
    return {};
  }
  const auto target = find_target(admin, options.target);
  if (!target) return failure_of(target);
  Listing listing(columns_of({"repository", "REPOSITORY"}));
  const auto add = [&listing](const RepositoryUsage& held) {
    listing.add(row_of(path_of(held.repository), held.usage, held.quota));
  };
  if (!target->repository) {
    visit_repositories(admin, target->registry, add);
  } else if (const auto held = admin.usage.find_usage(target->repository->key)) {
    add(*held);
  }
  listing.print(options.format);
  return {};
}

// --- berth quota ---

Done set_quota(const Administration& admin, const Options& options, const std::string& text) {
  const auto quota = parse_quota(text);
  if (!quota) return failure_of(quota);
  const auto target = find_target(admin, options.target);
  if (!target) return failure_of(target);
  const auto& [registry, repository] = *target;
  auto set = repository ? admin.usage.set_quota(*repository, *quota, admin.author())
                        : admin.usage.set_quota(registry, *quota, admin.author());
  if (!set) return failure_of(set);
  admin.changed.push_back({.resource = repository
                                           ? repository_arn(registry, repository->name.text())
                                           : registry_arn(registry),
                           .detail = text_of(*quota)});
  return {};
}

void add_quotas(const Administration& admin, const RegistryUsage& held, Listing& listing) {
  listing.add(
      {held.registry.alias.text(), std::to_string(held.usage.bytes()), text_of(held.quota)});
  visit_repositories(admin, held.registry.id, [&listing](const RepositoryUsage& repository) {
    if (repository.quota == StorageQuota()) return;
    listing.add({path_of(repository.repository), std::to_string(repository.usage.bytes()),
                 text_of(repository.quota)});
  });
}

// A registry with those of its repositories that have a quota of their own.
Done show_quotas(const Administration& admin, const Options& options) {
  Listing listing({{"name", "NAME"},
                   {"bytes", "SIZE", ColumnKind::bytes},
                   {"quota", "QUOTA", ColumnKind::bytes}});
  if (options.target.empty()) {
    for (const RegistryUsage& held : admin.usage.list_registries(kAll)) {
      add_quotas(admin, held, listing);
    }
    listing.print(options.format);
    return {};
  }
  const auto target = find_target(admin, options.target);
  if (!target) return failure_of(target);
  if (target->repository) {
    const auto held = admin.usage.find_usage(target->repository->key);
    if (held) {
      listing.add(
          {path_of(held->repository), std::to_string(held->usage.bytes()), text_of(held->quota)});
    }
  } else if (const auto held = admin.usage.find_usage(target->registry)) {
    add_quotas(admin, *held, listing);
  }
  listing.print(options.format);
  return {};
}

// A command about registries and repositories that shows something of them.
void add_showing(const Command& parent, const char* name, const char* help,
                 Done (*show)(const Administration&, const Options&)) {
  const Command command = parent.add_command(name, help);
  const auto options = std::make_shared<Options>();
  command.add_optional_argument("target", std::string(kTargetHelp) + "; without it, all registries",
                                options->target);
  on_administration(command,
                    [options, show](const Administration& admin) { return show(admin, *options); });
  add_output_option(command, options->format);
}

}  // namespace

void add_usage(const Command& berth) {
  add_showing(berth, "usage", "how much registries, or the repositories of one, hold", show_usage);
}

void add_quota(const Command& berth) {
  const Command group = berth.add_group("quota", "how much registries and repositories may hold");
  add_showing(group, "show", "quotas of registries, and of repositories that have their own",
              show_quotas);

  const Command set = group.add_command("set", "how many bytes one of them may hold");
  const auto options = std::make_shared<Options>();
  const auto quota = std::make_shared<std::string>();
  set.add_argument("target", kTargetHelp, options->target);
  set.add_argument(
      "quota", "a number of bytes, none, or default: what the settings of the server say", *quota);
  on_administration(set, [options, quota](const Administration& admin) {
    return set_quota(admin, *options, *quota);
  });
}

}  // namespace berth::cli
