// berth repository
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cli/administration.h"
#include "cli/commands.h"
#include "registry/values/arn.h"

namespace berth::cli {
namespace {

// How many rows are read at once.
constexpr std::size_t kPageRows = 1000;

enum class Sizes : std::uint8_t { left_out, shown };

struct ListOptions {
  Sizes sizes = Sizes::left_out;
  OutputFormat format = OutputFormat::table;
};

std::vector<Listing::Column> columns(Sizes sizes) {
  std::vector<Listing::Column> all{{"repository", "REPOSITORY"}, {"createdAt", "CREATED"}};
  if (sizes == Sizes::shown) {
    all.push_back({"images", "IMAGES", ColumnKind::number});
    all.push_back({"tags", "TAGS", ColumnKind::number});
    all.push_back({"blobBytes", "BYTES", ColumnKind::number});
  }
  return all;
}

Done list_repositories(const Administration& admin, const RegistryId& account,
                       const ListOptions& options) {
  Listing listing(columns(options.sizes));
  std::vector<Repository> page;
  std::string last;
  do {
    page = admin.metadata.list_repositories(account, last, kPageRows);
    for (const Repository& repository : page) {
      last = repository.name.text();
      std::vector<std::string> row{repository.alias.text() + '/' + last,
                                   format_rfc3339(repository.created_at)};
      if (options.sizes == Sizes::shown) {
        const Usage size = admin.metadata.measure_repository(repository.key);
        for (const std::uint64_t number : {size.images, size.tags, size.blob_bytes}) {
          row.push_back(std::to_string(number));
        }
      }
      listing.add(std::move(row));
    }
  } while (page.size() == kPageRows);
  listing.print(options.format);
  return {};
}

Done create_repository(const Administration& admin, const RepositoryPath& path) {
  const Author author = admin.author();
  auto created = admin.metadata.create_repository(
      {.registry = path.registry, .name = path.name, .created_at = author.at}, author);
  if (!created) return failure_of(created);
  admin.changed.push_back(
      {.resource = repository_arn(path.registry, path.name.text()), .detail = ""});
  return {};
}

Done delete_repository(const Administration& admin, const Repository& repository,
                       RepositoryContent content) {
  auto deleted = admin.metadata.delete_repository(repository, content, admin.author());
  if (!deleted) return failure_of(deleted);
  const bool is_forced = content == RepositoryContent::is_deleted_too;
  admin.changed.push_back({.resource = repository_arn(repository.registry, repository.name.text()),
                           .detail = is_forced ? "with all its images" : ""});
  return {};
}

}  // namespace

void add_repository(const Command& berth) {
  const Command group = berth.add_group("repository", "the repositories of an account");

  const auto options = std::make_shared<ListOptions>();
  const Command list = add_account_command(
      group, "list", "the repositories of an account",
      [options](const Administration& admin, const RegistryId& account) {
        return list_repositories(admin, account, *options);
      },
      AccountArgument::optional);
  list.add_flag("--sizes", "count the images, tags and bytes of blobs in each repository",
                [options] { options->sizes = Sizes::shown; });
  add_output_option(list, options->format);

  add_path_command(group, "create", "make a repository", create_repository);

  const auto content = std::make_shared<RepositoryContent>(RepositoryContent::must_be_empty);
  const Command remove =
      add_repository_command(group, "delete", "delete a repository, which must be empty",
                             [content](const Administration& admin, const Repository& repository) {
                               return delete_repository(admin, repository, *content);
                             });
  remove.add_flag("--force", "with all its images",
                  [content] { *content = RepositoryContent::is_deleted_too; });
}

}  // namespace berth::cli
