#include "app/application.h"

#include <unistd.h>

#include <array>
#include <utility>
#include <vector>

#include "app/access_log.h"
#include "app/administration_copier.h"
#include "app/audit_job.h"
#include "app/front_door.h"
#include "app/garbage_job.h"
#include "app/health.h"
#include "app/listen_fault.h"
#include "app/metrics_page.h"
#include "app/open_files.h"
#include "app/ops_pages.h"
#include "app/periodic_job.h"
#include "app/readiness.h"
#include "app/request_metrics.h"
#include "app/request_observers.h"
#include "app/server_settings.h"
#include "app/start_log.h"
#include "gallery/gallery.h"
#include "gallery/logos.h"
#include "ops/server_note.h"
#include "plane/services.h"
#include "stores/open_stores.h"
#include "sts/plane.h"

namespace berth::app {
namespace {

// The threads that read the metadata: those that answer requests, and those of two jobs.
unsigned reading_threads(const ops::Config& config) {
  return answering_threads(config) + 2;
}

constexpr PeriodicJob::Plan kWatchOverDisk{.name = "disk_watch",
                                           .interval = std::chrono::milliseconds(250)};

// Held for the clients of the second listener, all together: a page of metrics, some hundred KiB,
// for each of its connections.
constexpr std::uint64_t kOpsHeldBytes = std::uint64_t{16} << 20U;

// Concerns the address of --ops-listen, which may be the same as that of --listen.
class OpsCannotListen final : public net::CannotListen {
 public:
  explicit OpsCannotListen(const net::CannotListen& failure) : net::CannotListen(failure) {}
};

}  // namespace

// The parts of a server, each after what it uses: they are built from the top and destroyed from
// the bottom, so nothing outlives what it uses.
struct Application::Parts {
  Parts(const ops::Config& given, stores::ServerData opened, Tls loaded)
      : given_config(given), data(std::move(opened)), tls(std::move(loaded)) {
    add_checks(readiness, {.directory = data.directory,
                           .store = store,
                           .keys = keys,
                           .first_registry = first_registry});
    if (given.ops_listen) listen_for_ops(*given.ops_listen);
  }

  // As given to start().
  const ops::Config given_config;
  // The data directory, locked: no second server runs on the same data. And the master key.
  stores::ServerData data;
  // The credentials for HTTPS, reloaded on SIGHUP; null for HTTP.
  const Tls tls;

  // How many files the process may open.
  const std::uint64_t open_files = raise_open_files_limit();
  SystemClock clock;
  SystemSteadyClock steady_clock;
  SystemEntropy entropy;
  // One line of JSON for each event, on standard error.
  ops::Log log{STDERR_FILENO, given_config.log_level, clock};
  // Tells probes whether the server is ready, and why not.
  Readiness readiness{log};
  // The ports, over whatever kinds of store the configuration chooses.
  const stores::Stores store{stores::open_stores(
      given_config, StoreRole::server,
      {.readers = reading_threads(given_config),
       .steady_clock = &steady_clock,
       .on_damage = [this](const Damage& damage) { readiness.note_damage(damage); },
       .on_room = [this](const Room& room) { log_room(log, room); }})};
  const Registry first_registry = store.accounts().list_registries().at(0);

  // With fewer connections, if the process may not open enough files.
  const ops::Config config = within_open_files();
  // Memory held for clients, all together.
  ByteBudget budget{config.max_held_bytes};
  // Where the planes gather bodies that are too large for a first look.
  const plane::BodyRoom body_room{budget, data.directory.path()};
  const plane::HasRoom has_room = [this](std::uint64_t bytes) {
    return store.blob_backend().has_room_for(bytes);
  };

  // Who is calling: seals secrets, signs and verifies tokens, checks signatures.
  const auth::KeyRing keys{std::move(data.master_key)};
  const auth::TokenService tokens{keys, clock};
  const auth::Authenticator authenticator{
      store.metadata(), keys, tokens, clock, trust_of(config), signed_hosts_of(config)};
  // What the caller may do.
  const auth::Authorizer authorizer{clock, trust_of(config)};
  // What all planes work with.
  const plane::Services services{.accounts = store.accounts(),
                                 .metadata = store.metadata(),
                                 .blobs = store.blobs(),
                                 .authenticator = authenticator,
                                 .authorizer = authorizer,
                                 .quotas = config.quotas,
                                 .clock = clock,
                                 .entropy = entropy};

  // The protocols. One port serves them all, and the front door tells their requests apart.
  aws::Plane aws{services, keys, body_room, aws_settings(config, has_room)};
  sts::Plane sts{services};
  oci::Plane oci{services, body_room, oci_settings(config, has_room)};
  gallery::Logos logos{store.metadata()};
  gallery::Gallery gallery{services, gallery_settings(config)};
  FrontDoor front_door{{.aws = aws,
                        .sts = sts,
                        .oci = oci,
                        .logos = logos,
                        .gallery = config.gallery == ops::Gallery::off ? nullptr : &gallery},
                       log};
  // Told of every request that ended.
  RequestMetrics request_metrics;
  AccessLog access_log{log};
  RequestObservers observers{logs_requests()
                                 ? std::vector<net::Observer*>{&request_metrics, &access_log}
                                 : std::vector<net::Observer*>{&request_metrics}};
  // Sockets, TLS, limits and workers.
  net::Server server{
      server_settings(config, tls.get()), front_door, budget, clock, entropy, observers};

  // What jobs do beside the requests: collect garbage, copy what commands record to the log, and
  // bound the audit.
  GarbageJob garbage{{.garbage = store.garbage(),
                      .blobs = store.blob_backend(),
                      .requests = store.job_requests(),
                      .clock = clock,
                      .steady_clock = steady_clock,
                      .log = log},
                     config.garbage,
                     collection_interval(config)};
  AdministrationCopier administration{data.directory.administration_log(), log};
  AuditJob audit{store.audit(), clock, std::chrono::days(config.audit_days)};
  // When they do it, each on a thread of its own. The last one watches the disk, which others fill.
  std::array<PeriodicJob, 4> jobs{
      PeriodicJob(
          GarbageJob::kPlan, [this](auto& turn) { garbage.work(turn); }, steady_clock, log),
      PeriodicJob(
          AdministrationCopier::kPlan, [this](auto&) { administration.copy_new(); }, steady_clock,
          log),
      PeriodicJob(
          AuditJob::kPlan, [this](auto& turn) { audit.work([&turn] { return turn.go_on(); }); },
          steady_clock, log),
      PeriodicJob(
          kWatchOverDisk, [this](auto&) { store.blob_backend().look(); }, steady_clock, log)};
  // The second listener, for probes and metrics, if one is configured. It has memory of its own:
  // a server whose clients hold all that they may can still be watched.
  OpsPages ops_pages{pages_for_ops()};
  ByteBudget ops_budget{kOpsHeldBytes};
  RequestObservers ops_observers{{}};
  std::optional<net::Server> ops_server;

 private:
  ops::Config within_open_files() const {
    ops::Config fitting = given_config;
    fitting.max_connections =
        connections_within(open_files,
                           {.threads = reading_threads(fitting),
                            .of_stores = store.metadata_backend().descriptors_needed()},
                           fitting.max_connections);
    return fitting;
  }
  [[nodiscard]] bool logs_requests() const {
    return config.access_log == ops::AccessLog::on && log.takes(ops::LogLevel::info);
  }
  std::vector<OpsPage> pages_for_ops() {
    std::vector<OpsPage> pages = probe_pages(readiness);
    pages.push_back(metrics_page({.requests = request_metrics,
                                  .authenticator = authenticator,
                                  .aws = aws,
                                  .oci = oci,
                                  .budget = budget,
                                  .server = server,
                                  .tls = tls.get(),
                                  .store = store,
                                  .quotas = config.quotas,
                                  .garbage = garbage,
                                  .started_at = clock.now()}));
    return pages;
  }
  void listen_for_ops(const ops::ListenAddress& address) try {
    ops_server.emplace(ops_server_settings(address), ops_pages, ops_budget, clock, entropy,
                       ops_observers);
  } catch (const net::CannotListen& failure) {
    throw OpsCannotListen(failure);
  }
};

Application::Application(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Application::~Application() = default;

Checked<void> Application::check(const ops::Config& config) {
  if (auto known = stores::check_kinds(config); !known) return failure_of(known);
  if (auto tls = load_tls(config); !tls) return failure_of(tls);
  return {};
}

Checked<std::unique_ptr<Application>> Application::start(const ops::Config& config) try {
  auto tls = load_tls(config);
  if (!tls) return failure_of(tls);
  const SystemClock clock;
  SystemEntropy entropy;
  auto data = stores::open_for_server(config, clock, entropy);
  if (!data) return failure_of(data);
  auto parts = std::make_unique<Parts>(config, *std::move(data), *std::move(tls));
  std::unique_ptr<Application> application(new Application(std::move(parts)));
  application->log_preparation();
  application->begin_serving();
  return application;
} catch (const OpsCannotListen& failure) {
  return fail(listen_fault(failure, "--ops-listen"));
} catch (const net::CannotListen& failure) {
  return fail(listen_fault(failure, "--listen"));
}

void Application::log_preparation() {
  Parts& parts = *parts_;
  const ops::Config& config = parts.config;
  if (parts.data.change) log_change(parts.log, *parts.data.change);
  if (config.max_connections < parts.given_config.max_connections) {
    warn_of_few_files(parts.log, parts.open_files, parts.given_config.max_connections,
                      config.max_connections);
  }
  warn_of_other_names(parts.log, parts.store.accounts(), parts.first_registry, config);
  warn_of_settings(parts.log, config);
  warn_of_access(parts.log, parts.data);
}

void Application::begin_serving() {
  Parts& parts = *parts_;
  const ops::Config& config = parts.config;
  if (parts.ops_server) parts.ops_server->start();
  parts.server.start();
  for (PeriodicJob& job : parts.jobs) job.start();
  ops::write_server_note(
      parts.data.directory.lock_file(),
      {.pid = ::getpid(), .address = parts.server.address(), .garbage = config.garbage});
  if (parts.tls) log_certificate("certificate_loaded");
  parts.log.write(ops::LogLevel::info, "listening",
                  {{"address", address()},
                   {"scheme", config.has_tls() ? "https" : "http"},
                   {"data_dir", config.data_dir.native()},
                   {"mode", config.mode == ops::Mode::dev ? "dev" : "normal"},
                   {"ops_address", ops_address()}});
  parts.log.flush();
}

void Application::log_certificate(std::string_view event) {
  parts_->log.write(ops::LogLevel::info, event,
                    {{"expires", format_rfc3339(parts_->tls->expires_at())}});
}

std::string Application::address() const {
  return parts_->server.address();
}

std::string Application::ops_address() const {
  return parts_->ops_server ? parts_->ops_server->address() : std::string();
}

const Registry& Application::first_registry() const {
  return parts_->first_registry;
}

void Application::reload() {
  if (!parts_->tls) {
    parts_->log.write(
        ops::LogLevel::info, "hangup_ignored",
        {{"reason", "only a TLS certificate can be reloaded, and none is configured"}});
  } else if (const auto reloaded = parts_->tls->reload(); reloaded) {
    log_certificate("certificate_reloaded");
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
                     {"grace_s", std::uint64_t{parts_->config.shutdown_grace_s}}});
  parts_->log.flush();
  for (PeriodicJob& job : parts_->jobs) job.stop();
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
