// berth tag
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "cli/administration.h"
#include "cli/commands.h"
#include "ops/config.h"
#include "registry/tags.h"

namespace berth::cli {
namespace {

// How much is read at once: as many rows as a page of DescribeImageTags has.
constexpr std::size_t kPageRows = 1000;
// What `history` shows unless told: what fits on a screen.
constexpr std::size_t kDefaultMovements = 20;

struct TagOptions {
  std::string tag;
  std::size_t limit = kDefaultMovements;
  std::string digest;
  std::string actor;
  OutputFormat format = OutputFormat::table;
};
using Options = std::shared_ptr<TagOptions>;

Result<void> list_tags(const Administration& admin, const Repository& repository,
                       const TagOptions& options) {
  Listing listing({{"imageTag", "TAG"},
                   {"imageDigest", "DIGEST"},
                   {"imageSizeInBytes", "SIZE", ColumnKind::number},
                   {"createdAt", "CREATED"}});
  std::string last;
  std::size_t count = 0;
  do {
    count = 0;
    admin.metadata.list_tags(repository.key, std::string(last), kPageRows, [&](const TagView& tag) {
      ++count;
      last = tag.name;
      listing.add({last, std::string(tag.digest), std::to_string(tag.size_bytes),
                   format_rfc3339(tag.created_at)});
    });
  } while (count == kPageRows);
  listing.print(options.format);
  return {};
}

// --- movements ---

Listing movements() {
  return Listing(
      {{"movedAt", "MOVED"}, {"actor", "ACTOR"}, {"fromDigest", "FROM"}, {"toDigest", "TO"}});
}

void add_movement(Listing& listing, Timestamp at, const std::string& actor,
                  const std::optional<Digest>& from, const std::optional<Digest>& to) {
  const auto text = [](const std::optional<Digest>& digest) {
    return digest ? digest->text() : std::string();
  };
  listing.add({format_rfc3339(at), actor, text(from), text(to)});
}

Result<void> show_history(const Administration& admin, const Repository& repository,
                          const TagOptions& options) {
  const auto tag = TagName::parse(options.tag);
  if (!tag) return failure_of(tag);
  Listing listing = movements();
  std::int64_t before = kNewestMovement;
  for (std::size_t left = options.limit == 0 ? SIZE_MAX : options.limit; left > 0;) {
    const std::size_t wanted = std::min(left, kPageRows);
    const auto page = admin.metadata.list_tag_history(repository.key, *tag, before, wanted);
    if (page.empty() && before == kNewestMovement) {
      return fail({.code = ErrorCode::image_not_found, .tag = tag->text()});
    }
    for (const TagHistoryEntry& entry : page) {
      add_movement(listing, entry.moved_at, entry.actor, entry.from, entry.to);
      before = entry.sequence;
    }
    if (page.size() < wanted) break;
    left -= wanted;
  }
  listing.print(options.format);
  return {};
}

// The name of who runs this program; his number if he has none.
std::string operating_system_user() {
  const uid_t id = geteuid();
  const passwd* entry = getpwuid(id);
  return entry != nullptr ? entry->pw_name : std::to_string(id);
}

Result<void> roll_back(const Administration& admin, const Repository& repository,
                       const TagOptions& options) {
  const auto tag = TagName::parse(options.tag);
  if (!tag) return failure_of(tag);
  std::optional<Digest> to;
  if (!options.digest.empty()) {
    auto digest = Digest::parse(options.digest);
    if (!digest) return fail(ops::not_taken("--to", "a digest", options.digest));
    to = *std::move(digest);
  }
  const std::string actor = options.actor.empty() ? operating_system_user() : options.actor;
  const auto done = roll_back_tag(admin.metadata, admin.clock, repository, *tag, to, actor);
  if (!done) return failure_of(done);
  Listing listing = movements();
  if (done->outcome != TagOutcome::unchanged) {
    add_movement(listing, done->moved_at, actor, done->from, done->to);
  }
  listing.print(options.format);
  return {};
}

// --- declarations ---

// CLI11 reads -1 as the largest number there is.
std::string refuse_other_than_digits(const std::string& text) {
  const bool is_number = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? std::string() : ops::not_taken("--limit", "a whole number", text).reason;
}

using Body = Result<void> (*)(const Administration& admin, const Repository& repository,
                              const TagOptions& options);

// A subcommand about a repository; what more it takes is added to what this returns.
std::pair<CLI::App*, Options> add_command(CLI::App& parent, int& exit_code, const char* name,
                                          const char* help, Body body) {
  const auto options = std::make_shared<TagOptions>();
  CLI::App& command = add_repository_command(
      parent, exit_code, name, help,
      [options, body](const Administration& admin, const Repository& repository) {
        return body(admin, repository, *options);
      });
  add_output_option(command, options->format);
  return {&command, options};
}

}  // namespace

void add_tag(CLI::App& command, int& exit_code) {
  CLI::App* tag = command.add_subcommand("tag", "tags of a repository, and where they pointed");
  tag->require_subcommand(1);

  add_command(*tag, exit_code, "list", "the tags of a repository", list_tags);

  const auto [history, of_history] = add_command(
      *tag, exit_code, "history", "the movements of a tag, the newest first", show_history);
  history->add_option("tag", of_history->tag, "name of the tag, which may have been deleted")
      ->required();
  history->add_option("--limit", of_history->limit, "how many at most; 0: all there are")
      ->type_name("N")
      ->check(refuse_other_than_digits)
      ->capture_default_str();

  const auto [rollback, of_rollback] =
      add_command(*tag, exit_code, "rollback",
                  "point a tag where it pointed before its last movement", roll_back);
  rollback->add_option("tag", of_rollback->tag, "name of the tag, which may have been deleted")
      ->required();
  rollback->add_option("--to", of_rollback->digest, "at this image of the repository instead")
      ->type_name("DIGEST");
  const auto keep_actor = [options = of_rollback](const std::string& name) {
    if (!is_user_name(name)) {
      throw CLI::ValidationError("--as", "must be " + std::string(kUserNameForm));
    }
    options->actor = name;
  };
  rollback
      ->add_option_function<std::string>("--as", keep_actor,
                                         "who moves it (your name on this machine)")
      ->type_name("USER");
}

}  // namespace berth::cli
