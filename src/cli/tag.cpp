// berth tag
#include <charconv>
#include <cstddef>
#include <cstdint>

#include "cli/administration.h"
#include "cli/commands.h"
#include "ops/settings.h"
#include "registry/rules/audit.h"
#include "registry/use_cases/tags.h"
#include "registry/values/arn.h"

namespace berth::cli {
namespace {

// How many rows are read at once: as many as a page of DescribeImageTags has.
constexpr std::size_t kPageRows = 1000;
// How many movements `history` shows by default: as many as fit on a screen.
constexpr std::size_t kDefaultMovements = 20;

struct TagOptions {
  std::string tag;
  std::size_t limit = kDefaultMovements;
  std::string digest;
  std::string actor;
  OutputFormat format = OutputFormat::table;
};
using Options = std::shared_ptr<TagOptions>;

Done list_tags(const Administration& admin, const Repository& repository,
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

Done show_history(const Administration& admin, const Repository& repository,
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

Done roll_back(const Administration& admin, const Repository& repository,
               const TagOptions& options) {
  const auto tag = TagName::parse(options.tag);
  if (!tag) return failure_of(tag);
  std::optional<Digest> to;
  if (!options.digest.empty()) {
    auto digest = Digest::parse(options.digest);
    if (!digest) return fail(ops::not_taken("--to", "a digest", options.digest));
    to = *std::move(digest);
  }
  Author author = admin.author();
  author.shown_as = options.actor;
  const auto done = roll_back_tag(admin.metadata, repository, *tag, to, author);
  if (!done) return failure_of(done);
  Listing listing = movements();
  if (done->outcome != TagOutcome::unchanged) {
    admin.changed.push_back(
        {.resource = repository_arn(repository.registry, repository.name.text()),
         .detail = tag->text() + " to " + done->to.text()});
    add_movement(listing, done->moved_at, actor_name(repository, author), done->from, done->to);
  }
  listing.print(options.format);
  return {};
}

// --- declarations ---

Checked<void> read_limit(const std::string& text, std::size_t& limit) {
  const char* const end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, limit);
  if (error == std::errc() && read_to == end) return {};
  return fail(ops::not_taken("--limit", "a whole number", text));
}

Checked<void> read_actor(const std::string& name, std::string& actor) {
  if (!is_user_name(name)) return fail(ops::not_taken("--as", kUserNameForm, name));
  actor = name;
  return {};
}

using Body = Done (*)(const Administration& admin, const Repository& repository,
                      const TagOptions& options);

// A command about a repository; further arguments are added to the returned command.
std::pair<Command, Options> add_command(const Command& parent, const char* name, const char* help,
                                        Body body) {
  const auto options = std::make_shared<TagOptions>();
  const Command command = add_repository_command(
      parent, name, help,
      [options, body](const Administration& admin, const Repository& repository) {
        return body(admin, repository, *options);
      });
  add_output_option(command, options->format);
  return {command, options};
}

}  // namespace

void add_tag(const Command& berth) {
  const Command tag = berth.add_group("tag", "tags of a repository, and where they pointed");
  const std::string tag_help = "name of the tag, which may have been deleted";

  add_command(tag, "list", "the tags of a repository", list_tags);

  const auto [history, of_history] =
      add_command(tag, "history", "the movements of a tag, the newest first", show_history);
  history.add_argument("tag", tag_help, of_history->tag);
  history.add_option(
      {.name = "--limit",
       .value_name = "N",
       .help = "the most to show; 0: all",
       .default_text = std::to_string(kDefaultMovements)},
      [options = of_history](const std::string& text) { return read_limit(text, options->limit); });

  const auto [rollback, of_rollback] =
      add_command(tag, "rollback", "point a tag at the image before its last movement", roll_back);
  rollback.add_argument("tag", tag_help, of_rollback->tag);
  rollback.add_option(
      {.name = "--to", .value_name = "DIGEST", .help = "at this image of the repository instead"},
      of_rollback->digest);
  rollback.add_option(
      {.name = "--as", .value_name = "USER", .help = "who moves it (your name on this machine)"},
      [options = of_rollback](const std::string& name) {
        return read_actor(name, options->actor);
      });
}

}  // namespace berth::cli
