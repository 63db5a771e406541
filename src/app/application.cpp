#include "app/application.h"

#include <unistd.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "app/access_log.h"
#include "app/administration_copier.h"
#include "app/data_opening.h"
#include "app/front_door.h"
#include "app/garbage_thread.h"
#include "app/listen_fault.h"
#include "app/open_files.h"
#include "app/ops_pages.h"
#include "app/readiness.h"
#include "auth/accounts.h"
#include "auth/authenticator.h"
#include "auth/authorizer.h"
#include "aws/plane.h"
#include "gallery/logos.h"
#include "net/server.h"
#include "net/tls_credentials.h"
#include "oci/plane.h"
#include "ops/data_directory.h"
#include "ops/log.h"
#include "ops/server_note.h"
#include "ops/settings.h"
#include "registry/use_cases/uploads.h"
#include "storage/filesystem/filesystem_blob_store.h"
#include "storage/sqlite/sqlite_account_store.h"
#include "storage/sqlite/sqlite_garbage_store.h"
#include "storage/sqlite/sqlite_metadata_store.h"
#include "sts/plane.h"

namespace berth::app {
namespace {

// Workers spend more time waiting for disks than computing.
constexpr unsigned kWorkersPerCore = 8;

unsigned cores() {
  return std::max(1U, std::thread::hardware_concurrency());
}
unsigned worker_count(const ops::Config& config) {
  return config.workers == 0 ? kWorkersPerCore * cores() : config.workers;
}
unsigned io_thread_count(const ops::Config& config) {
  return config.io_threads == 0 ? cores() : config.io_threads;
}

// One for each thread that answers requests, and one for the garbage collector.
unsigned reader_count(const ops::Config& config) {
  return worker_count(config) + io_thread_count(config) + 1;
}

// Limits the connections to what the descriptors allow.
ops::Config within(std::uint64_t open_files, ops::Config config) {
  config.max_connections =
      connections_within(open_files, reader_count(config), config.max_connections);
  return config;
}

// The credentials for HTTPS; nullptr for HTTP.
using Tls = std::unique_ptr<net::TlsCredentials>;

Result<Tls> load_tls(const ops::Config& config) {
  if (!config.has_tls()) return nullptr;
  const net::KeyExchange key_exchange = config.tls_p384 == ops::TlsP384::on
                                            ? net::KeyExchange::cheap_and_p384
                                            : net::KeyExchange::cheap;
  return net::TlsCredentials::load(config.tls_cert, config.tls_key, {.key_exchange = key_exchange});
}

// Every client may be behind a proxy on this machine, so its address is limited only on request.
net::AddressLimits::Limits address_limits(const ops::Config& config) {
  net::AddressLimits::Limits limits;
  if (config.max_connections_per_address) {
    limits.connections = *config.max_connections_per_address;
    limits.loopback = net::AddressLimits::Loopback::limited;
  } else {
    limits.connections = (config.max_connections + 1) / 2;
  }
  return limits;
}

net::ServerConfig server_config(const ops::Config& config, const Tls& tls) {
  net::ServerConfig server;
  server.address = config.listen_host;
  server.port = config.listen_port;
  server.tls = tls.get();
  server.hsts_max_age_s = config.hsts_max_age_s;
  server.trusted_proxies = config.trusted_proxies;
  server.client_address_from = config.client_address_from;
  server.io_threads = io_thread_count(config);
  server.workers = worker_count(config);
  server.max_connections = config.max_connections;
  server.per_address = address_limits(config);
  server.shutdown_grace_ms = std::uint64_t{config.shutdown_grace_s} * 1000;
  return server;
}

// For probes, few of which come at once: little is enough, and it is also the most they can take.
constexpr unsigned kOpsWorkers = 2;
constexpr unsigned kOpsConnections = 32;
// A probe can simply ask again.
constexpr std::uint64_t kOpsShutdownGraceMs = 1000;

// Concerns the address of --ops-listen, which may be the same as that of --listen.
class OpsCannotListen final : public net::CannotListen {
 public:
  explicit OpsCannotListen(const net::CannotListen& failure) : net::CannotListen(failure) {}
};

net::ServerConfig ops_server_config(const ops::ListenAddress& address) {
  net::ServerConfig server;
  server.address = address.host;
  server.port = address.port;
  server.workers = kOpsWorkers;
  server.max_connections = kOpsConnections;
  server.shutdown_grace_ms = kOpsShutdownGraceMs;
  return server;
}

}  // namespace

// Members are built from the top and destroyed from the bottom: nothing outlives what it uses.
struct Application::Parts {
  Parts(const ops::Config& config, ops::DataDirectory opened, std::string master_key, Tls loaded)
      : tls(std::move(loaded)),
        shutdown_grace_s(config.shutdown_grace_s),
        directory(std::move(opened)),
        log(STDERR_FILENO, config.log_level, clock),
        readiness(log),
        keys(std::move(master_key)),
        quotas(config.quotas),
        budget(config.max_held_bytes),
        database({.file = directory.database_file(),
                  .reader_count = reader_count(config),
                  .on_damage = [this](const std::string& what) { readiness.note_damage(what); }}),
        accounts(database),
        metadata(database, quotas, config.garbage),
        garbage(database),
        space(directory.path(), config.min_free_bytes,
              [this](const storage::filesystem::DiskSpace::State& state) { log_space(state); }),
        blobs(directory.path(), storage::filesystem::UploadSessions::kIdleBeforeTakeover, &space),
        tokens(keys, clock),
        authenticator(accounts, keys, tokens, clock, trust_of(config),
                      {.public_host = config.public_host, .others = config.signed_hosts}),
        authorizer(accounts, metadata, clock, trust_of(config)),
        aws({accounts, metadata, blobs, authenticator, authorizer, quotas, clock, entropy}, keys,
            body_room(),
            {.public_host = config.public_host,
             .has_room = has_room(),
             .answer_folder = answer_folder()}),
        sts({accounts, metadata, blobs, authenticator, authorizer, quotas, clock, entropy}),
        oci({accounts, metadata, blobs, authenticator, authorizer, quotas, clock, entropy},
            body_room(),
            {.public_host = config.public_host,
             .create_on_push = create_on_push_of(config),
             .unknown_aliases = unknown_aliases_of(config),
             .references = config.references,
             .has_room = has_room(),
             .answer_folder = answer_folder()}),
        logos(metadata),
        front_door({.aws = aws, .sts = sts, .oci = oci, .logos = logos}, log),
        server(server_config(config, tls), front_door, budget, clock, entropy,
               access_log_of(config)),
        administration(directory.administration_log(), log),
        garbage_thread({garbage, blobs, space, clock, log, [this] { administration.copy_new(); }},
                       config.garbage, interval_of(config)),
        ops_pages(probe_pages(readiness)) {
    readiness.add_check([this]() -> std::optional<std::string> {
      database.check();
      return std::nullopt;
    });
    readiness.add_check([this]() -> std::optional<std::string> {
      directory.check_writing();
      return std::nullopt;
    });
    readiness.add_check([this] { return find_space_fault(); });
    readiness.add_check([this] { return find_key_fault(); });
    if (config.ops_listen) {
      listen_for_ops(*config.ops_listen);
    }
  }

  void listen_for_ops(const ops::ListenAddress& address) try {
    ops_server.emplace(ops_server_config(address), ops_pages, budget, clock, entropy,
                       net::AccessLog());
  } catch (const net::CannotListen& failure) {
    throw OpsCannotListen(failure);
  }
  static auth::Trust trust_of(const ops::Config& config) {
    return config.mode == ops::Mode::dev ? auth::Trust::everyone : auth::Trust::proven;
  }
  static oci::CreateOnPush create_on_push_of(const ops::Config& config) {
    const bool on = config.mode == ops::Mode::dev || config.create_on_push == ops::CreateOnPush::on;
    return on ? oci::CreateOnPush::yes : oci::CreateOnPush::no;
  }
  static oci::UnknownAliases unknown_aliases_of(const ops::Config& config) {
    return config.mode == ops::Mode::dev ? oci::UnknownAliases::mean_the_first_registry
                                         : oci::UnknownAliases::name_nothing;
  }
  // Over TLS, everything sent is read and encrypted, so it is better kept in memory than in a file.
  [[nodiscard]] std::filesystem::path answer_folder() const {
    return tls ? std::filesystem::path() : directory.path();
  }
  [[nodiscard]] plane::BodyRoom body_room() { return {budget, directory.path()}; }
  static std::optional<std::chrono::seconds> interval_of(const ops::Config& config) {
    if (config.garbage_collection == ops::GarbageCollection::off) return std::nullopt;
    return config.garbage_interval;
  }
  // The database may have been replaced while it was being served.
  std::optional<std::string> find_key_fault() {
    const auto known = accounts.list_access_keys(first_registry->id, auth::kAdministratorName);
    if (known.empty()) return std::nullopt;
    const AccessKey& key = known.front();
    if (keys.opens(key.principal.access_key_id, key.sealed_secret)) return std::nullopt;
    return "server.key does not open the secrets of the database";
  }
  std::optional<std::string> find_space_fault() {
    const storage::filesystem::DiskSpace::State state = space.look();
    if (state.has_room) return std::nullopt;
    return "the disk is full: " + std::to_string(state.free_bytes) + " bytes are free, and below " +
           std::to_string(state.floor_bytes) + " nothing is added";
  }
  void log_space(const storage::filesystem::DiskSpace::State& state) {
    log.write(state.has_room ? ops::LogLevel::info : ops::LogLevel::error,
              state.has_room ? "disk_has_room" : "disk_full",
              {{"free_bytes", state.free_bytes}, {"min_free_bytes", state.floor_bytes}});
  }
  plane::HasRoom has_room() {
    return [this](std::uint64_t bytes) { return space.has_room_for(bytes); };
  }
  void log_certificate(std::string_view event) {
    log.write(ops::LogLevel::info, event, {{"expires", format_rfc3339(tls->expires_at())}});
  }
  // The first registry gets its names only once.
  void warn_of_other_names(const ops::Config& config) {
    const auto alias = RegistryAlias::parse(config.alias);
    const auto named = alias ? accounts.find_registry(*alias) : std::nullopt;
    const bool is_its_alias = config.alias.empty() || (named && named->id == first_registry->id);
    const bool is_its_id =
        config.account_id.empty() || config.account_id == first_registry->id.text();
    if (is_its_alias && is_its_id) return;
    log.write(ops::LogLevel::warning, "first_registry_kept",
              {{"alias", first_registry->alias.text()},
               {"account_id", first_registry->id.text()},
               {"wanted_alias", config.alias},
               {"wanted_account_id", config.account_id}});
  }
  void log_change(const SchemaChange& change) {
    log.write(ops::LogLevel::info, "schema_changed",
              {{"from_version", std::uint64_t{change.from_version}},
               {"to_version", std::uint64_t{change.to_version}},
               {"copy", change.copy ? change.copy->native() : std::string()}});
    if (change.copy) return;
    log.write(ops::LogLevel::warning, "database_not_copied",
              {{"reason", "no room for a copy of the database before the change"}});
  }
  void warn_of_unknown(const std::vector<std::string>& variables) {
    for (const std::string& variable : variables) {
      log.write(ops::LogLevel::warning, "unknown_variable",
                {{"name", variable},
                 {"reason", "unknown setting, ignored" + ops::meant_variable(variable)}});
    }
  }
  net::AccessLog access_log_of(const ops::Config& config) {
    if (config.access_log == ops::AccessLog::off || !log.takes(ops::LogLevel::info)) return {};
    return [this](const net::AccessRecord& record) { log_request(log, record); };
  }

  const Tls tls;
  const unsigned shutdown_grace_s;
  ops::DataDirectory directory;  // held: no second server on the same data
  SystemClock clock;
  SystemEntropy entropy;
  ops::Log log;
  Readiness readiness;
  auth::KeyRing keys;
  const Quotas quotas;
  ByteBudget budget;
  storage::sqlite::SqliteDatabase database;
  storage::sqlite::SqliteAccountStore accounts;
  storage::sqlite::SqliteMetadataStore metadata;
  storage::sqlite::SqliteGarbageStore garbage;
  storage::filesystem::DiskSpace space;
  storage::filesystem::FilesystemBlobStore blobs;
  auth::TokenService tokens;
  auth::Authenticator authenticator;
  auth::Authorizer authorizer;
  aws::Plane aws;
  sts::Plane sts;
  oci::Plane oci;
  gallery::Logos logos;
  FrontDoor front_door;
  net::Server server;
  AdministrationCopier administration;
  GarbageThread garbage_thread;
  OpsPages ops_pages;
  std::optional<net::Server> ops_server;
  std::optional<Registry> first_registry;
};

Application::Application(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Application::~Application() = default;

Result<void> Application::check(const ops::Config& config) {
  if (auto tls = load_tls(config); !tls) return failure_of(tls);
  return {};
}

Result<std::unique_ptr<Application>> Application::start(const ops::Config& config) try {
  auto tls = load_tls(config);
  if (!tls) return failure_of(tls);
  const SystemClock clock;
  SystemEntropy entropy;
  auto data = open_for_server(config, clock, entropy);
  if (!data) return failure_of(data);

  const std::uint64_t open_files = raise_open_files_limit();
  const ops::Config fitting = within(open_files, config);
  auto parts = std::make_unique<Parts>(fitting, std::move(data->directory),
                                       std::move(data->master_key), *std::move(tls));
  if (data->change) parts->log_change(*data->change);
  if (fitting.max_connections < config.max_connections) {
    parts->log.write(ops::LogLevel::warning, "max_connections_lowered",
                     {{"wanted", std::uint64_t{config.max_connections}},
                      {"max_connections", std::uint64_t{fitting.max_connections}},
                      {"open_files", open_files}});
  }
  parts->first_registry = parts->accounts.list_registries().at(0);
  parts->warn_of_other_names(config);
  parts->warn_of_unknown(config.unknown_variables);
  if (config.mode == ops::Mode::dev) {
    parts->log.write(ops::LogLevel::warning, "dev_mode",
                     {{"reason", "every access key and signature is accepted: for tests only"}});
  }
  if (parts->directory.is_open_to_others()) {
    parts->log.write(ops::LogLevel::warning, "data_dir_open_to_others",
                     {{"data_dir", config.data_dir.native()}});
  }

  count_stored_uploads(parts->blobs, parts->metadata);
  if (parts->ops_server) parts->ops_server->start();
  parts->server.start();
  parts->garbage_thread.start();
  ops::write_server_note(
      parts->directory.lock_file(),
      {.pid = ::getpid(), .address = parts->server.address(), .garbage = config.garbage});
  std::unique_ptr<Application> application(new Application(std::move(parts)));
  if (application->parts_->tls) application->parts_->log_certificate("certificate_loaded");
  application->parts_->log.write(ops::LogLevel::info, "listening",
                                 {{"address", application->address()},
                                  {"scheme", config.has_tls() ? "https" : "http"},
                                  {"data_dir", config.data_dir.native()},
                                  {"mode", config.mode == ops::Mode::dev ? "dev" : "normal"},
                                  {"ops_address", application->ops_address()}});
  application->parts_->log.flush();
  return application;
} catch (const OpsCannotListen& failure) {
  return fail(listen_fault(failure, "--ops-listen"));
} catch (const net::CannotListen& failure) {
  return fail(listen_fault(failure, "--listen"));
}

std::string Application::address() const {
  return parts_->server.address();
}

std::string Application::ops_address() const {
  return parts_->ops_server ? parts_->ops_server->address() : std::string();
}

const Registry& Application::first_registry() const {
  return *parts_->first_registry;
}

void Application::reload() {
  if (!parts_->tls) {
    parts_->log.write(
        ops::LogLevel::info, "hangup_ignored",
        {{"reason", "only a TLS certificate can be reloaded, and none is configured"}});
  } else if (const auto reloaded = parts_->tls->reload(); reloaded) {
    parts_->log_certificate("certificate_reloaded");
  } else {
    parts_->log.write(ops::LogLevel::error, "certificate_kept",
                      {{"file", reloaded.error().subject}, {"reason", reloaded.error().reason}});
  }
  parts_->log.flush();
}

void Application::stop() {
  parts_->readiness.start_draining();
  const net::InProgress busy = parts_->server.stop();
  parts_->log.write(ops::LogLevel::info, "stopping",
                    {{"connections", std::uint64_t{busy.connections}},
                     {"requests", std::uint64_t{busy.requests}},
                     {"uploads", std::uint64_t{busy.uploads}},
                     {"grace_s", std::uint64_t{parts_->shutdown_grace_s}}});
  parts_->log.flush();
  parts_->garbage_thread.stop();
  const unsigned cut = parts_->server.join();
  parts_->administration.copy_new();
  if (parts_->ops_server) {
    parts_->ops_server->stop();
    parts_->ops_server->join();
  }
  parts_->log.write(ops::LogLevel::info, "stopped", {{"connections_cut", std::uint64_t{cut}}});
  parts_->log.flush();
}

void Application::hurry() {
  parts_->log.write(ops::LogLevel::warning, "stopping_at_once", {});
  parts_->server.hurry();
}

}  // namespace berth::app
