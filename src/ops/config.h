// The configuration of `berth serve`, with the default of every setting. settings.h declares how
// each is given.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "base/problem.h"
#include "http/forwarded.h"
#include "ops/log.h"
#include "registry/ports/metadata_store.h"
#include "registry/rules/garbage_policy.h"
#include "registry/rules/quotas.h"

namespace berth::ops {

enum class AccessLog : std::uint8_t { off, on };
enum class GarbageCollection : std::uint8_t { off, on };
// Whether TLS clients may also choose this curve.
enum class TlsP384 : std::uint8_t { off, on };
// dev: an emulator for tests. Accepts every access key and signature.
enum class Mode : std::uint8_t { normal, dev };
// Pages for people, without an account. unlisted: search engines are asked to stay away.
enum class Gallery : std::uint8_t { off, unlisted, on };
// Whether dev may listen where other machines can reach it.
enum class DevReach : std::uint8_t { loopback, anywhere };

// The address of a listener.
struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
};

// The value given to a setting, and its origin: "--listen", "BERTH_LISTEN" or "FILE:LINE".
struct GivenValue {
  std::string text;
  std::string origin;
};

struct Config {
  std::string listen_host = "127.0.0.1";    // loopback: nothing is exposed unless asked for
  std::uint16_t listen_port = 5000;         // 0: any free port
  std::optional<ListenAddress> ops_listen;  // probes; none: no second listener
  std::filesystem::path tls_cert;           // PEM; HTTPS instead of HTTP if there is one
  std::filesystem::path tls_key;            // PEM; of the certificate
  TlsP384 tls_p384 = TlsP384::off;
  unsigned hsts_max_age_s = 0;  // of Strict-Transport-Security, over TLS; 0: not sent
  std::filesystem::path data_dir = "data";
  std::filesystem::path server_key;  // empty: server.key in data_dir
  // Addresses of stores; stores/open_stores.h knows which kinds exist.
  std::string metadata = "sqlite";
  std::string blobs = "directory";
  std::vector<AddressRange> trusted_proxies;  // trusted to name their clients
  http::ClientAddressFrom client_address_from = http::ClientAddressFrom::x_forwarded_for;
  std::string public_host;  // in URIs, instead of the Host a request came with; empty: that Host
  // The hosts that requests may be signed for, besides the public host if one is set.
  std::vector<std::string> signed_hosts = {"localhost", "127.0.0.1", "[::1]"};
  std::string alias;       // of the first registry; empty: one is made up
  std::string account_id;  // of the first registry; empty: one is made up
  CreateOnPush create_on_push = CreateOnPush::off;
  References references = References::must_exist;  // of what is pushed
  Gallery gallery = Gallery::on;
  Mode mode = Mode::normal;
  DevReach dev_reach = DevReach::loopback;
  LogLevel log_level = LogLevel::info;
  AccessLog access_log = AccessLog::on;
  unsigned io_threads = 0;  // 0: one per core
  unsigned workers = 0;     // 0: kWorkersPerCore per core
  unsigned max_connections = 10'000;
  // Per client address; nullopt: half of max_connections, and all for loopback addresses.
  std::optional<unsigned> max_connections_per_address;
  // For requests and answers held in memory for slow clients (ByteBudget).
  std::uint64_t max_held_bytes = std::uint64_t{256} << 20U;
  unsigned shutdown_grace_s = 30;
  Quotas quotas = {};
  std::optional<std::uint64_t> min_free_bytes;  // none: by the size of the disk
  GarbageCollection garbage_collection = GarbageCollection::on;
  std::chrono::seconds garbage_interval{60};
  GarbagePolicy garbage = {};
  unsigned audit_days = 90;                    // how long the audit keeps its entries
  std::vector<std::string> unknown_variables;  // of the environment; worth a warning
  // The settings that were given, by name. Others have their default.
  std::map<std::string_view, GivenValue> given = {};

  [[nodiscard]] bool has_tls() const { return !tls_cert.empty(); }
  [[nodiscard]] std::filesystem::path server_key_file() const {
    return server_key.empty() ? data_dir / "server.key" : server_key;
  }
};

// A problem: what is wrong with `subject`, a setting or the place where one was given.
Problem invalid_setting(std::string subject, std::string reason);

// Call when all settings are applied. The problem names a setting that another one requires
// or rules out.
Checked<void> check_together(const Config& config);

}  // namespace berth::ops
