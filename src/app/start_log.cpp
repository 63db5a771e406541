#include "app/start_log.h"

#include <optional>
#include <string>

#include "ops/settings.h"

namespace berth::app {

void log_change(ops::Log& log, const stores::SchemaChange& change) {
  log.write(ops::LogLevel::info, "schema_changed",
            {{"from_version", std::uint64_t{change.from_version}},
             {"to_version", std::uint64_t{change.to_version}},
             {"copy", change.copy ? change.copy->native() : std::string()}});
  if (change.copy) return;
  log.write(ops::LogLevel::warning, "database_not_copied",
            {{"reason", "no room for a copy of the database before the change"}});
}

void warn_of_few_files(ops::Log& log, std::uint64_t open_files, unsigned wanted, unsigned allowed) {
  log.write(ops::LogLevel::warning, "max_connections_lowered",
            {{"wanted", std::uint64_t{wanted}},
             {"max_connections", std::uint64_t{allowed}},
             {"open_files", open_files}});
}

void warn_of_other_names(ops::Log& log, AccountStore& accounts, const Registry& first,
                         const ops::Config& config) {
  const auto alias = RegistryAlias::parse(config.alias);
  const auto named = alias ? accounts.find_registry(*alias) : std::nullopt;
  const bool is_its_alias = config.alias.empty() || (named && named->id == first.id);
  const bool is_its_id = config.account_id.empty() || config.account_id == first.id.text();
  if (is_its_alias && is_its_id) return;
  log.write(ops::LogLevel::warning, "first_registry_kept",
            {{"alias", first.alias.text()},
             {"account_id", first.id.text()},
             {"wanted_alias", config.alias},
             {"wanted_account_id", config.account_id}});
}

void warn_of_settings(ops::Log& log, const ops::Config& config) {
  for (const std::string& variable : config.unknown_variables) {
    log.write(ops::LogLevel::warning, "unknown_variable",
              {{"name", variable},
               {"reason", "unknown setting, ignored" + ops::meant_variable(variable)}});
  }
  if (config.mode == ops::Mode::dev) {
    log.write(ops::LogLevel::warning, "dev_mode",
              {{"reason", "every access key and signature is accepted: for tests only"}});
  }
}

void warn_of_access(ops::Log& log, const stores::ServerData& data) {
  if (data.directory.is_open_to_others()) {
    log.write(ops::LogLevel::warning, "data_dir_open_to_others",
              {{"data_dir", data.directory.path().native()}});
  }
  if (data.key_file.is_open_to_others()) {
    log.write(ops::LogLevel::warning, "server_key_open_to_others",
              {{"file", data.key_file.path().native()}});
  }
}

}  // namespace berth::app
