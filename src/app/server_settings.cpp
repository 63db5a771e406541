#include "app/server_settings.h"

#include <algorithm>
#include <filesystem>
#include <thread>
#include <utility>

namespace berth::app {
namespace {

// Workers spend more time waiting for disks than computing.
constexpr unsigned kWorkersPerCore = 8;

// For probes, few of which come at once: little is enough, and it is also the most they can take.
constexpr unsigned kOpsWorkers = 2;
constexpr unsigned kOpsConnections = 32;
// A probe can simply ask again.
constexpr std::uint64_t kOpsShutdownGraceMs = 1000;

unsigned cores() {
  return std::max(1U, std::thread::hardware_concurrency());
}
unsigned worker_count(const ops::Config& config) {
  return config.workers == 0 ? kWorkersPerCore * cores() : config.workers;
}
unsigned io_thread_count(const ops::Config& config) {
  return config.io_threads == 0 ? cores() : config.io_threads;
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

// Over TLS, everything sent is read and encrypted, so it is better kept in memory than in a file.
std::filesystem::path answer_folder(const ops::Config& config) {
  return config.has_tls() ? std::filesystem::path() : config.data_dir;
}

}  // namespace

Checked<Tls> load_tls(const ops::Config& config) {
  if (!config.has_tls()) return nullptr;
  const net::KeyExchange key_exchange = config.tls_p384 == ops::TlsP384::on
                                            ? net::KeyExchange::cheap_and_p384
                                            : net::KeyExchange::cheap;
  auto loaded =
      net::TlsCredentials::load(config.tls_cert, config.tls_key, {.key_exchange = key_exchange});
  if (!loaded) {
    Problem& problem = loaded.error();  // of one of the files, which may be the same
    const bool is_of_key = problem.subject == config.tls_key && problem.subject != config.tls_cert;
    problem.subject.insert(0, is_of_key ? "tls-key: " : "tls-cert: ");
  }
  return loaded;
}

unsigned answering_threads(const ops::Config& config) {
  return worker_count(config) + io_thread_count(config);
}

net::ServerConfig server_settings(const ops::Config& config, const net::TlsCredentials* tls) {
  net::ServerConfig server;
  server.address = config.listen_host;
  server.port = config.listen_port;
  server.tls = tls;
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

net::ServerConfig ops_server_settings(const ops::ListenAddress& address) {
  net::ServerConfig server;
  server.address = address.host;
  server.port = address.port;
  server.workers = kOpsWorkers;
  server.max_connections = kOpsConnections;
  server.shutdown_grace_ms = kOpsShutdownGraceMs;
  return server;
}

auth::Trust trust_of(const ops::Config& config) {
  return config.mode == ops::Mode::dev ? auth::Trust::everyone : auth::Trust::proven;
}

auth::SignedHosts signed_hosts_of(const ops::Config& config) {
  return {.public_host = config.public_host, .others = config.signed_hosts};
}

aws::PlaneConfig aws_settings(const ops::Config& config, plane::HasRoom has_room) {
  return {.public_host = config.public_host,
          .has_room = std::move(has_room),
          .answer_folder = answer_folder(config)};
}

oci::PlaneConfig oci_settings(const ops::Config& config, plane::HasRoom has_room) {
  const bool is_dev = config.mode == ops::Mode::dev;
  const bool creates = is_dev || config.create_on_push == CreateOnPush::on;
  return {.public_host = config.public_host,
          .create_on_push = creates ? CreateOnPush::on : CreateOnPush::off,
          .unknown_aliases = is_dev ? oci::UnknownAliases::mean_the_first_registry
                                    : oci::UnknownAliases::name_nothing,
          .references = config.references,
          .has_room = std::move(has_room),
          .answer_folder = answer_folder(config)};
}

gallery::Settings gallery_settings(const ops::Config& config) {
  return {.public_host = config.public_host,
          .listing = config.gallery == ops::Gallery::unlisted ? gallery::Listing::unlisted
                                                              : gallery::Listing::listed};
}

std::optional<std::chrono::seconds> collection_interval(const ops::Config& config) {
  if (config.garbage_collection == ops::GarbageCollection::off) return std::nullopt;
  return config.garbage_interval;
}

}  // namespace berth::app
