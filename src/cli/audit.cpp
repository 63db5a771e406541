// berth audit
#include "registry/rules/audit.h"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>

#include "base/excerpt.h"
#include "base/w3c_datetime.h"
#include "cli/administration.h"
#include "cli/commands.h"
#include "ops/settings.h"

namespace berth::cli {
namespace {

// How many entries are read at once.
constexpr std::size_t kPageRows = 1000;
// Tables show that much of a value: a digest is whole, and a policy is on one line. JSON has all.
constexpr std::size_t kMaxValueBytes = 80;

struct AuditOptions {
  std::string since;
  std::string resource;
  OutputFormat format = OutputFormat::table;
};

// "90s", "15m", "12h", "7d"
std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  // More than any clock has counted: nothing overflows.
  constexpr std::int64_t kMaxUnits = 1'000'000'000;
  std::int64_t count = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool has_unit = failure == std::errc() && end + 1 == text.data() + text.size();
  if (!has_unit || count < 0 || count > kMaxUnits) return std::nullopt;
  switch (*end) {
    case 's':
      return std::chrono::seconds(count);
    case 'm':
      return std::chrono::minutes(count);
    case 'h':
      return std::chrono::hours(count);
    case 'd':
      return std::chrono::days(count);
    default:
      return std::nullopt;
  }
}

Checked<Timestamp> read_since(const std::string& text, const Clock& clock) {
  if (text.empty()) return Timestamp();
  if (const auto ago = parse_duration(text)) return clock.now() - *ago;
  if (const auto time = parse_w3c_datetime(text)) return *time;
  return fail(
      ops::not_taken("--since", "a time (2026-01-02T03:04Z) or how long ago (15m, 12h, 7d)", text));
}

std::vector<Listing::Column> columns(OutputFormat format) {
  std::vector<Listing::Column> columns{{"time", "TIME"},
                                       {"via", "VIA"},
                                       {"user", "USER"},
                                       {"accessKeyId", "KEY"},
                                       {"clientAddress", "ADDRESS"},
                                       {"action", "ACTION"},
                                       {"resource", "RESOURCE"},
                                       {"before", "BEFORE"},
                                       {"after", "AFTER"}};
  if (format == OutputFormat::json) columns.push_back({"requestId", "REQUEST"});
  return columns;
}

std::vector<std::string> row_of(AuditEntry entry, OutputFormat format) {
  const auto value = [format](std::string& text) {
    return format == OutputFormat::json ? std::move(text) : printable(text, kMaxValueBytes);
  };
  std::vector<std::string> row{format_rfc3339(entry.at),
                               std::move(entry.via),
                               std::move(entry.user),
                               std::move(entry.access_key_id),
                               std::move(entry.client_address),
                               std::move(entry.action),
                               std::move(entry.resource),
                               value(entry.before),
                               value(entry.after)};
  if (format == OutputFormat::json) row.push_back(std::move(entry.request_id));
  return row;
}

Done show(const Administration& admin, const AuditOptions& options) {
  const auto since = read_since(options.since, admin.clock);
  if (!since) return failure_of(since);
  PagedListing listing(columns(options.format), options.format);
  std::int64_t last = 0;
  std::size_t count = 0;
  do {
    // Each page is a transaction of its own: a long list keeps no server waiting.
    auto page = admin.audit.list(*since, last, kPageRows);
    count = page.size();
    for (AuditEntry& entry : page) {
      last = entry.id;
      if (!options.resource.empty() && !is_about(entry, options.resource)) continue;
      listing.add(row_of(std::move(entry), options.format));
    }
  } while (count == kPageRows);
  listing.finish();
  return {};
}

}  // namespace

void add_audit(const Command& berth) {
  const Command audit = berth.add_command("audit", "who changed what, the oldest change first");
  const auto options = std::make_shared<AuditOptions>();
  on_administration(audit,
                    [options](const Administration& admin) { return show(admin, *options); });
  audit.add_option({.name = "--since",
                    .value_name = "TIME|DURATION",
                    .help = "only changes since then: 2026-01-02T03:04Z, or 15m, 12h, 7d ago",
                    .default_text = "all"},
                   options->since);
  audit.add_option({.name = "--resource",
                    .value_name = "RESOURCE",
                    .help = "only changes of it and what is in it: ALIAS/NAME[:TAG|@DIGEST], "
                            "ACCOUNT/user/NAME",
                    .default_text = "all"},
                   options->resource);
  add_output_option(audit, options->format);
}

}  // namespace berth::cli
