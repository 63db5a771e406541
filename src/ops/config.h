// What `berth serve` is told: flags over environment (BERTH_*) over a TOML file over defaults.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "base/result.h"
#include "http/forwarded.h"
#include "ops/log.h"
#include "registry/ports/metadata_store.h"
#include "registry/rules/garbage_policy.h"
#include "registry/rules/quotas.h"

namespace berth::ops {

enum class AccessLog { off, on };
enum class CreateOnPush { off, on };
enum class GarbageCollection { off, on };
// Whether TLS clients may choose this curve, too.
enum class TlsP384 { off, on };
// dev: for use as an emulator in tests. Every access key and signature is accepted.
enum class Mode { normal, dev };
// Whether dev may listen where others than this machine reach it.
enum class DevReach { loopback, anywhere };

// Where a listener listens.
struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
};

// What a setting was given, and where: "--listen", "BERTH_LISTEN" or "FILE:LINE".
struct GivenValue {
  std::string text;
  std::string origin;
};

struct Config {
  std::string listen_host = "127.0.0.1";    // loopback: nothing is open that was not asked for
  std::uint16_t listen_port = 5000;         // 0: any free port
  std::optional<ListenAddress> ops_listen;  // probes; none: no second listener
  std::filesystem::path tls_cert;           // PEM; HTTPS instead of HTTP if there is one
  std::filesystem::path tls_key;            // PEM; of the certificate
  TlsP384 tls_p384 = TlsP384::off;
  unsigned hsts_max_age_s = 0;  // of Strict-Transport-Security, over TLS; 0: not sent
  std::filesystem::path data_dir = "data";
  std::vector<AddressRange> trusted_proxies;  // believed whom they speak for
  http::ClientAddressFrom client_address_from = http::ClientAddressFrom::x_forwarded_for;
  std::string public_host;  // in URIs, instead of the Host a request came with; empty: that Host
  // What requests may be signed for beside the public host, if there is one.
  std::vector<std::string> signed_hosts = {"localhost", "127.0.0.1", "[::1]"};
  std::string alias;       // of the first registry; empty: one is made up
  std::string account_id;  // of the first registry; empty: one is made up
  CreateOnPush create_on_push = CreateOnPush::off;
  References references = References::must_exist;  // of what is pushed
  Mode mode = Mode::normal;
  DevReach dev_reach = DevReach::loopback;
  LogLevel log_level = LogLevel::info;
  AccessLog access_log = AccessLog::on;
  unsigned io_threads = 0;  // 0: one per core
  unsigned workers = 0;     // 0: kWorkersPerCore per core
  unsigned max_connections = 10'000;
  // Of one client address; nullopt: half of max_connections, and all for loopback addresses.
  std::optional<unsigned> max_connections_per_address;
  // Of requests and answers, for slow clients (ByteBudget).
  std::uint64_t max_held_bytes = std::uint64_t{256} << 20U;
  unsigned shutdown_grace_s = 30;
  Quotas quotas = {};
  std::optional<std::uint64_t> min_free_bytes;  // none: by the size of the disk
  GarbageCollection garbage_collection = GarbageCollection::on;
  std::chrono::seconds garbage_interval{60};
  GarbagePolicy garbage = {};
  std::vector<std::string> unknown_variables;  // of the environment; worth a warning
  // By name of the setting: those that were applied. Others have their default.
  std::map<std::string_view, GivenValue> given = {};

  [[nodiscard]] bool has_tls() const { return !tls_cert.empty(); }
};

// One setting by its name in files ("listen"), from which the flag (--listen) and the environment
// variable (BERTH_LISTEN) follow. Values are text everywhere, read by one function.
struct Setting {
  std::string_view name;
  std::string_view value_name;  // for the help: "HOST:PORT"; empty: a switch, true or false
  std::string_view help;        // ends with the default in parentheses; of a switch that is off
  // False if the value is not one this setting takes.
  bool (*apply)(Config& config, std::string_view value);
  // What it takes, for the error, where value_name does not say it; empty: value_name does.
  std::string_view takes = {};
};

// The environment variable that names the TOML file.
inline constexpr const char* kFileVariable = "BERTH_CONFIG";

// All settings there are, in the order of the help.
const std::vector<Setting>& settings();

// Applies a TOML file whose keys are names of settings, but for those that it returns: each is
// invalid_parameter, its subject "FILE", "FILE:LINE" or "FILE:LINE: SETTING". No such file, not
// TOML, an unknown key, a bad value.
std::vector<Error> apply_file(Config& config, const std::filesystem::path& file);
// invalid_parameter: that `subject` takes what has that form, and not what was given.
Error not_taken(std::string subject, std::string_view form, std::string_view given);
// Applies one value and notes where it came from. not_taken(), with `origin` for its subject and
// what the setting takes.
Result<void> apply_setting(Config& config, const Setting& setting, std::string_view value,
                           std::string origin);
// When all are applied: invalid_parameter with a setting that another one asks for.
Result<void> check_together(const Config& config);
// What a setting is when it is not given, as the help says it.
std::string_view default_of(const Setting& setting);
// "BERTH_MAX_CONNECTIONS" for "max-connections".
std::string environment_name(const Setting& setting);
// The names in `environment` (as of environ(7)) that begin as those of settings do, and are none: a
// mistake, or what Kubernetes sets for a service called "berth" (BERTH_PORT).
std::vector<std::string> unknown_variables(const char* const* environment);
// What may have been meant by one of those, for the end of a message; empty: who knows.
std::string meant_variable(std::string_view name);

}  // namespace berth::ops
