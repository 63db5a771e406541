#include "ops/config.h"

#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <iterator>
#include <ranges>
#include <set>

#include "base/ascii.h"
#include "base/ip_address.h"
#include "base/suggestion.h"
#include "http/host.h"
#include "registry/values/names.h"

namespace berth::ops {
namespace {

constexpr std::string_view kLoopback = "127.0.0.1";
constexpr std::string_view kVariablePrefix = "BERTH_";
constexpr std::string_view kFromOneOn = "a number from 1 on";

template <typename Integer>
bool read_number(std::string_view text, Integer& out) {
  Integer value{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return false;
  out = value;
  return true;
}

bool read_positive(std::string_view text, unsigned& out) {
  return read_number(text, out) && out > 0;
}

bool read_seconds(std::string_view text, std::chrono::seconds& out) {
  std::uint32_t seconds = 0;  // a century
  if (!read_number(text, seconds)) return false;
  out = std::chrono::seconds(seconds);
  return true;
}

template <typename Enum>
bool read_switch(std::string_view text, Enum off, Enum on, Enum& out) {
  if (text == "on" || text == "true" || text == "1" || text == "yes") {
    out = on;
  } else if (text == "off" || text == "false" || text == "0" || text == "no") {
    out = off;
  } else {
    return false;
  }
  return true;
}

// HOST:PORT, with IPv6 addresses in brackets; PORT and :PORT are loopback's.
bool read_address(std::string_view text, std::string& host_out, std::uint16_t& port_out) {
  const std::size_t colon = text.rfind(':');
  const bool is_port_alone = colon == std::string_view::npos || colon == 0;
  std::string_view host = is_port_alone ? kLoopback : text.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const std::string_view port = colon == std::string_view::npos ? text : text.substr(colon + 1);
  if (host.empty() || !read_number(port, port_out)) return false;
  host_out = host;
  return true;
}

// RFC 6761 section 6.3. Other names are not looked up: what they mean may change before the server
// listens.
bool is_loopback(std::string_view host) {
  const auto address = IpAddress::parse(host);
  return address ? address->is_loopback() : host == "localhost";
}

bool read_ops_listen(std::string_view text, Config& config) {
  ListenAddress address;
  if (!read_address(text, address.host, address.port)) return false;
  config.ops_listen = std::move(address);
  return true;
}

template <typename Value>
bool read_one_of(std::initializer_list<std::pair<std::string_view, Value>> choices,
                 std::string_view text, Value& out) {
  const auto* found =
      std::ranges::find(choices, text, [](const auto& choice) { return choice.first; });
  if (found == choices.end()) return false;
  out = found->second;
  return true;
}

bool read_level(std::string_view text, LogLevel& level) {
  return read_one_of<LogLevel>({{"debug", LogLevel::debug},
                                {"info", LogLevel::info},
                                {"warning", LogLevel::warning},
                                {"error", LogLevel::error}},
                               text, level);
}

bool read_address_source(std::string_view text, http::ClientAddressFrom& from) {
  using http::ClientAddressFrom;
  return read_one_of<ClientAddressFrom>({{"x-forwarded-for", ClientAddressFrom::x_forwarded_for},
                                         {"forwarded", ClientAddressFrom::forwarded},
                                         {"proxy-protocol", ClientAddressFrom::proxy_protocol}},
                                        text, from);
}

// "10.0.0.0/8, 2001:db8::1"
bool read_ranges(std::string_view text, std::vector<AddressRange>& out) {
  out.clear();
  for (const auto part : std::views::split(text, ',')) {
    const auto range = AddressRange::parse(trim(std::string_view(part)));
    if (!range) return false;
    out.push_back(*range);
  }
  return !out.empty();
}

template <typename Text>
bool set_text(Text& out, std::string_view value) {
  out = value;
  return !value.empty();
}

bool read_host(std::string_view text, std::string& out) {
  out = text;
  return http::is_host(text);
}

// HOST[:PORT] and more of them, separated by commas; or none.
bool read_hosts(std::string_view text, std::vector<std::string>& out) {
  out.clear();
  while (!text.empty()) {
    const std::string_view host = text.substr(0, text.find(','));
    if (!http::is_host(host) || host.size() + 1 == text.size()) return false;
    out.emplace_back(host);
    text.remove_prefix(std::min(host.size() + 1, text.size()));
  }
  return true;
}

// A name of the domain; kept as text, since there may be none.
template <typename Name, std::string Config::* kept>
bool read_name(Config& config, std::string_view text) {
  config.*kept = text;
  return Name::parse(text).has_value();
}

Error invalid(std::string subject, std::string reason) {
  return {.code = ErrorCode::invalid_parameter,
          .subject = std::move(subject),
          .reason = std::move(reason)};
}

// TOML has types, settings have text: a number or a switch may be written as either.
std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* boolean = node.as_boolean()) return boolean->get() ? "true" : "false";
  return std::nullopt;
}

// "FILE:LINE", as compilers name places; "FILE" if there is no line.
std::string place_in(const std::filesystem::path& file, toml::source_position at) {
  return at ? file.string() + ':' + std::to_string(at.line) : file.string();
}

std::string_view taken_by(const Setting& setting) {
  if (!setting.takes.empty()) return setting.takes;
  if (setting.value_name.empty()) return "on or off";
  if (setting.value_name == "N") return "a whole number";
  if (setting.value_name == "SECONDS") return "a whole number of seconds";
  if (setting.value_name == "BYTES") return "a whole number of bytes";
  return setting.value_name;
}

std::vector<std::string_view> names_of_settings() {
  std::vector<std::string_view> names;
  for (const Setting& setting : settings()) names.push_back(setting.name);
  return names;
}

Result<void> apply_node(Config& config, std::string_view name, const toml::node& node,
                        const std::string& place) {
  const auto setting = std::ranges::find(settings(), name, &Setting::name);
  if (setting == settings().end()) {
    return fail(invalid(place, "unknown setting '" + std::string(name) + "'" +
                                   did_you_mean(name, names_of_settings())));
  }
  const auto text = text_of(node);
  auto applied = text ? apply_setting(config, *setting, *text, place)
                      : fail(invalid(place, "is a table or a list"));
  if (!applied) applied.error().subject += ": " + std::string(name);
  return applied;
}

// What is served, where, and to whom.
std::vector<Setting> settings_of_service() {
  return {
      {"listen", "[HOST:]PORT", "address to serve on: *: all, 0: a free port (127.0.0.1:5000)",
       [](Config& c, std::string_view v) { return read_address(v, c.listen_host, c.listen_port); }},
      {"ops-listen", "[HOST:]PORT", "second address, in plain HTTP, for /livez and /readyz (none)",
       [](Config& c, std::string_view v) { return read_ops_listen(v, c); }},
      {"data-dir", "DIR", "everything the server keeps (data)",
       [](Config& c, std::string_view v) { return set_text(c.data_dir, v); }},
      {"tls-cert", "FILE",
       "serve HTTPS with this certificate: PEM, a chain if need be (none: HTTP)",
       [](Config& c, std::string_view v) { return set_text(c.tls_cert, v); }},
      {"tls-key", "FILE", "private key of the certificate: PEM, without a password (none)",
       [](Config& c, std::string_view v) { return set_text(c.tls_key, v); }},
      {"tls-p384", "", "let TLS clients choose the curve P-384, too: ten times the work of P-256",
       [](Config& c, std::string_view v) {
         return read_switch(v, TlsP384::off, TlsP384::on, c.tls_p384);
       }},
      {"hsts-max-age", "SECONDS", "Strict-Transport-Security over TLS, for that time (0: none)",
       [](Config& c, std::string_view v) { return read_number(v, c.hsts_max_age_s); }},
      {"trusted-proxies", "ADDRESS[/BITS],...",
       "proxies that are believed whose requests they pass on (none)",
       [](Config& c, std::string_view v) { return read_ranges(v, c.trusted_proxies); },
       "addresses and ranges of them (10.0.0.0/8), with commas between them"},
      {"client-address-from", "x-forwarded-for|forwarded|proxy-protocol",
       "where they say it (x-forwarded-for)",
       [](Config& c, std::string_view v) { return read_address_source(v, c.client_address_from); }},
      {"public-host", "HOST[:PORT]", "host in URIs (default: the one each request was sent to)",
       [](Config& c, std::string_view v) { return read_host(v, c.public_host); }},
      {"signed-hosts", "HOST[:PORT][,...]",
       "with public-host: hosts for which API requests may be signed beside it, a name without a "
       "port on any port (localhost,127.0.0.1,[::1])",
       [](Config& c, std::string_view v) { return read_hosts(v, c.signed_hosts); }},
      {"alias", "NAME", "alias of the first registry, as in HOST/NAME/repository (default: random)",
       read_name<RegistryAlias, &Config::alias>, RegistryAlias::kForm},
      {"account-id", "ID", "12-digit account id of the first registry (default: random)",
       read_name<RegistryId, &Config::account_id>, RegistryId::kForm},
      {"create-on-push", "", "create a missing repository when its owner pushes to it",
       [](Config& c, std::string_view v) {
         return read_switch(v, CreateOnPush::off, CreateOnPush::on, c.create_on_push);
       }},
      {"sparse-images", "", "accept manifests that name blobs and manifests which are not there",
       [](Config& c, std::string_view v) {
         return read_switch(v, References::must_exist, References::may_be_missing, c.references);
       }},
      {"dev", "",
       "emulator for tests: accept whoever calls, signed or not; create repositories on push",
       [](Config& c, std::string_view v) {
         return read_switch(v, Mode::normal, Mode::dev, c.mode);
       }},
      {"dev-allow-remote", "", "let --dev listen on other addresses than loopback",
       [](Config& c, std::string_view v) {
         return read_switch(v, DevReach::loopback, DevReach::anywhere, c.dev_reach);
       }},
  };
}

// How the server runs, and what it allows for.
std::vector<Setting> settings_of_operation() {
  return {
      {"log-level", "debug|info|warning|error", "the least severe events that are logged (info)",
       [](Config& c, std::string_view v) { return read_level(v, c.log_level); }},
      {"access-log", "on|off", "one log line per request (on)",
       [](Config& c, std::string_view v) {
         return read_switch(v, AccessLog::off, AccessLog::on, c.access_log);
       }},
      {"io-threads", "N", "threads that serve sockets (one per core)",
       [](Config& c, std::string_view v) { return read_number(v, c.io_threads); }},
      {"workers", "N", "threads that run requests (8 per core)",
       [](Config& c, std::string_view v) { return read_number(v, c.workers); }},
      {"max-connections", "N", "connections at one time (10000)",
       [](Config& c, std::string_view v) { return read_positive(v, c.max_connections); },
       kFromOneOn},
      {"max-connections-per-address", "N",
       "connections of one address (half of max-connections; loopback: all)",
       [](Config& c, std::string_view v) {
         return read_positive(v, c.max_connections_per_address.emplace());
       },
       kFromOneOn},
      {"max-held", "BYTES",
       "bytes of requests and answers that are held while clients are slow (268435456)",
       [](Config& c, std::string_view v) { return read_number(v, c.max_held_bytes); }},
      {"shutdown-grace", "SECONDS", "time that running requests get when the server stops (30)",
       [](Config& c, std::string_view v) { return read_number(v, c.shutdown_grace_s); }},
  };
}

// What is kept, and for how long.
std::vector<Setting> settings_of_storage() {
  return {
      {"min-free-space", "BYTES",
       "below so much on the disk nothing is added, only deleted; 0: no limit (a tenth of the disk,"
       " at most 256 MiB)",
       [](Config& c, std::string_view v) {
         std::uint64_t bytes = 0;
         if (!read_number(v, bytes)) return false;
         c.min_free_bytes = bytes;
         return true;
       }},
      {"gc", "on|off", "delete unused blobs and abandoned uploads, in the background (on)",
       [](Config& c, std::string_view v) {
         return read_switch(v, GarbageCollection::off, GarbageCollection::on, c.garbage_collection);
       }},
      {"gc-interval", "SECONDS", "pause between two runs of the garbage collector (60)",
       [](Config& c, std::string_view v) { return read_seconds(v, c.garbage_interval); }},
      {"gc-grace", "SECONDS", "how long a blob that no image names is kept (86400)",
       [](Config& c, std::string_view v) { return read_seconds(v, c.garbage.grace); }},
      {"upload-expiry", "SECONDS", "how long an upload to which nothing is sent is kept (604800)",
       [](Config& c, std::string_view v) { return read_seconds(v, c.garbage.upload_expiry); }},
      {"empty-upload-expiry", "SECONDS", "how long one of which nothing has come is kept (3600)",
       [](Config& c, std::string_view v) {
         return read_seconds(v, c.garbage.empty_upload_expiry);
       }},
  };
}

std::vector<Setting> settings_of_quotas() {
  return {
      {"quota-repositories", "N", "repositories of one registry (10000)",
       [](Config& c, std::string_view v) {
         return read_number(v, c.quotas.repositories_per_registry);
       }},
      {"quota-images", "N", "images of one repository (100000)",
       [](Config& c, std::string_view v) {
         return read_number(v, c.quotas.images_per_repository);
       }},
      {"quota-image-tags", "N", "tags of one image (1000)",
       [](Config& c, std::string_view v) { return read_number(v, c.quotas.tags_per_image); }},
      {"quota-layer-parts", "N", "parts of a layer, where it comes in parts (1000)",
       [](Config& c, std::string_view v) { return read_number(v, c.quotas.parts_per_layer); }},
      {"quota-layer-size", "BYTES", "size of one layer (10485760000)",
       [](Config& c, std::string_view v) { return read_number(v, c.quotas.layer_size_bytes); }},
      {"quota-uploads-per-key", "N", "unfinished uploads that one access key started (1000)",
       [](Config& c, std::string_view v) {
         return read_number(v, c.quotas.uploads_per_access_key);
       }},
      {"quota-uploads-per-repository", "N", "unfinished uploads to one repository (2000)",
       [](Config& c, std::string_view v) {
         return read_number(v, c.quotas.uploads_per_repository);
       }},
      {"quota-uploads", "N", "unfinished uploads to one registry (10000)",
       [](Config& c, std::string_view v) { return read_number(v, c.quotas.uploads_per_registry); }},
      {"quota-upload-bytes", "BYTES",
       "what the unfinished uploads to one registry hold together (1048576000000)",
       [](Config& c, std::string_view v) {
         return read_number(v, c.quotas.upload_bytes_per_registry);
       }},
  };
}

}  // namespace

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all = [] {
    std::vector<Setting> joined = settings_of_service();
    std::ranges::move(settings_of_operation(), std::back_inserter(joined));
    std::ranges::move(settings_of_storage(), std::back_inserter(joined));
    std::ranges::move(settings_of_quotas(), std::back_inserter(joined));
    return joined;
  }();
  return all;
}

Error not_taken(std::string subject, std::string_view form, std::string_view given) {
  return invalid(std::move(subject),
                 "takes " + std::string(form) + ", not '" + std::string(given) + "'");
}

Result<void> apply_setting(Config& config, const Setting& setting, std::string_view value,
                           std::string origin) {
  if (!setting.apply(config, value)) {
    return fail(not_taken(std::move(origin), taken_by(setting), value));
  }
  config.given.insert_or_assign(
      setting.name, GivenValue{.text = std::string(value), .origin = std::move(origin)});
  return {};
}

std::vector<Error> apply_file(Config& config, const std::filesystem::path& file) {
  // To the parser a directory is an empty file.
  if (std::error_code failure; std::filesystem::is_directory(file, failure)) {
    return {invalid(file.string(), "is a directory")};
  }
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& failure) {
    return {invalid(place_in(file, failure.source().begin), std::string(failure.description()))};
  }
  std::vector<std::pair<toml::source_position, Error>> found;
  for (const auto& [key, node] : table) {
    const toml::source_position at = key.source().begin;
    if (auto applied = apply_node(config, key.str(), node, place_in(file, at)); !applied) {
      found.emplace_back(at, std::move(applied.error()));
    }
  }
  // The parser keeps keys by name.
  std::ranges::sort(found, {}, [](const auto& error) { return error.first.line; });
  std::vector<Error> errors;
  errors.reserve(found.size());
  for (auto& [at, error] : found) errors.push_back(std::move(error));
  return errors;
}

Result<void> check_together(const Config& config) {
  if (!config.tls_cert.empty() && config.tls_key.empty()) {
    return fail(invalid("tls-key", "is missing: tls-cert needs it"));
  }
  if (config.tls_cert.empty() && !config.tls_key.empty()) {
    return fail(invalid("tls-cert", "is missing: tls-key needs it"));
  }
  if (config.client_address_from != http::ClientAddressFrom::x_forwarded_for &&
      config.trusted_proxies.empty()) {
    return fail(invalid("trusted-proxies", "is missing: client-address-from needs it"));
  }
  if (config.mode == Mode::dev && config.dev_reach == DevReach::loopback &&
      !is_loopback(config.listen_host)) {
    return fail(invalid("dev",
                        "lets everyone do everything, and listen is not loopback: listen on "
                        "127.0.0.1, or add dev-allow-remote"));
  }
  return {};
}

std::string_view default_of(const Setting& setting) {
  const std::size_t open = setting.help.rfind('(');
  if (open == std::string_view::npos || !setting.help.ends_with(')')) return "off";
  const std::string_view in_parentheses =
      setting.help.substr(open + 1, setting.help.size() - open - 2);
  constexpr std::string_view kWord = "default: ";
  return in_parentheses.starts_with(kWord) ? in_parentheses.substr(kWord.size()) : in_parentheses;
}

std::string environment_name(const Setting& setting) {
  std::string name(kVariablePrefix);
  for (const char c : setting.name) {
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return name;
}

std::string meant_variable(std::string_view name) {
  std::vector<std::string> names{kFileVariable};
  for (const Setting& setting : settings()) names.push_back(environment_name(setting));
  // They differ, or are alike, behind the prefix.
  std::vector<std::string_view> known(names.begin(), names.end());
  for (std::string_view& each : known) each.remove_prefix(kVariablePrefix.size());
  const std::string_view meant = closest_word(name.substr(kVariablePrefix.size()), known);
  if (meant.empty()) return {};
  return "; did you mean '" + std::string(kVariablePrefix) + std::string(meant) + "'?";
}

std::vector<std::string> unknown_variables(const char* const* environment) {
  std::set<std::string> known{std::string(kFileVariable)};
  for (const Setting& setting : settings()) known.insert(environment_name(setting));
  std::vector<std::string> unknown;
  for (; *environment != nullptr; ++environment) {
    const std::string_view variable(*environment);
    std::string name(variable.substr(0, variable.find('=')));
    if (name.starts_with(kVariablePrefix) && !known.contains(name)) {
      unknown.push_back(std::move(name));
    }
  }
  return unknown;
}

}  // namespace berth::ops
