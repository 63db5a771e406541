// The declarations. A setting is a line here and a member of Config, which has its default.
#include "http/host.h"
#include "ops/setting_values.h"
#include "ops/settings.h"
#include "registry/values/names.h"

namespace berth::ops {
namespace {

// As in Setting.
struct Words {
  std::string_view unset = {};
  std::string_view takes = {};
};

// A setting that is one member of Config, which `Member` returns.
template <typename Member>
Setting of_member(std::string_view name, std::string_view value_name, std::string_view help, Member,
                  Words words = {}) {
  Setting setting{
      .name = name,
      .value_name = value_name,
      .help = help,
      .apply = [](Config& config,
                  std::string_view value) { return values::read(value, Member{}(config)); },
      .show = nullptr,
      .unset = words.unset,
      .takes = words.takes};
  if constexpr (requires(const Config& config) { values::show(Member{}(config)); }) {
    if (words.unset.empty()) {
      setting.show = [](const Config& config) { return values::show(Member{}(config)); };
    }
  }
  return setting;
}

// The same of a number that is not 0.
template <typename Member>
Setting of_positive(std::string_view name, std::string_view help, Member member,
                    std::string_view unset = {}) {
  Setting setting =
      of_member(name, "N", help, member, {.unset = unset, .takes = "a number from 1 on"});
  setting.apply = [](Config& config, std::string_view value) {
    return values::read(value, Member{}(config)) && Member{}(config) != 0U;
  };
  return setting;
}

// A name of the domain; kept as text, since there may be none.
template <typename Name, std::string Config::* kept>
Setting of_name(std::string_view name, std::string_view value_name, std::string_view help) {
  return {.name = name,
          .value_name = value_name,
          .help = help,
          .apply =
              [](Config& config, std::string_view value) {
                config.*kept = value;
                return Name::parse(value).has_value();
              },
          .show = nullptr,
          .unset = "random",
          .takes = Name::kForm};
}

Setting listen() {
  return {.name = "listen",
          .value_name = "[HOST:]PORT",
          .help = "address to serve on: *: all, 0: a free port",
          .apply =
              [](Config& config, std::string_view value) {
                return values::read_address(value, config.listen_host, config.listen_port);
              },
          .show =
              [](const Config& config) {
                return values::show_address(config.listen_host, config.listen_port);
              }};
}

Setting public_host() {
  return {.name = "public-host",
          .value_name = "HOST[:PORT]",
          .help = "host in URIs",
          .apply =
              [](Config& config, std::string_view value) {
                config.public_host = value;
                return http::is_host(value);
              },
          .show = nullptr,
          .unset = "the one each request was sent to"};
}

SettingGroup addresses() {
  return {
      "Where clients reach it",
      {
          listen(),
          of_member("ops-listen", "[HOST:]PORT",
                    "second address, in plain HTTP, for /livez and /readyz",
                    [](auto& c) -> auto& { return c.ops_listen; }, {.unset = "none"}),
          public_host(),
          of_member("signed-hosts", "HOST[:PORT][,...]",
                    "with public-host: hosts for which API requests may be signed beside it, a name"
                    " without a port on any port",
                    [](auto& c) -> auto& { return c.signed_hosts; }),
          of_member(
              "trusted-proxies", "ADDRESS[/BITS],...",
              "proxies that are believed when they name their client",
              [](auto& c) -> auto& { return c.trusted_proxies; },
              {.unset = "none",
               .takes = "addresses and ranges of them (10.0.0.0/8), with commas between them"}),
          of_member("client-address-from", "x-forwarded-for|forwarded|proxy-protocol",
                    "where trusted proxies name the client that they speak for",
                    [](auto& c) -> auto& { return c.client_address_from; }),
      }};
}

SettingGroup tls() {
  return {
      "TLS",
      {
          of_member("tls-cert", "FILE",
                    "serve HTTPS with this certificate: PEM, a chain if need be",
                    [](auto& c) -> auto& { return c.tls_cert; }, {.unset = "none: HTTP"}),
          of_member("tls-key", "FILE", "private key of the certificate: PEM, without a password",
                    [](auto& c) -> auto& { return c.tls_key; }, {.unset = "none"}),
          of_member("tls-p384", "",
                    "let TLS clients choose the curve P-384, too: ten times the work of P-256",
                    [](auto& c) -> auto& { return c.tls_p384; }),
          of_member("hsts-max-age", "SECONDS",
                    "Strict-Transport-Security over TLS, for that time; 0: not sent",
                    [](auto& c) -> auto& { return c.hsts_max_age_s; }),
      }};
}

SettingGroup registry() {
  return {
      "The registry",
      {
          of_name<RegistryAlias, &Config::alias>(
              "alias", "NAME", "alias of the first registry, as in HOST/NAME/repository"),
          of_name<RegistryId, &Config::account_id>("account-id", "ID",
                                                   "12-digit account id of the first registry"),
          of_member("create-on-push", "", "create a missing repository when its owner pushes to it",
                    [](auto& c) -> auto& { return c.create_on_push; }),
          of_member("sparse-images", "", "accept manifests that name missing blobs and manifests",
                    [](auto& c) -> auto& { return c.references; }),
          of_member("gallery", "on|unlisted|off",
                    "pages on which everyone finds repositories; unlisted: search engines are asked"
                    " to stay away",
                    [](auto& c) -> auto& { return c.gallery; }),
          of_member("dev", "",
                    "emulator for tests: accept every caller, signed or not; create"
                    " repositories on push",
                    [](auto& c) -> auto& { return c.mode; }),
          of_member("dev-allow-remote", "", "let --dev listen on other addresses than loopback",
                    [](auto& c) -> auto& { return c.dev_reach; }),
      }};
}

SettingGroup log() {
  return {"The log",
          {
              of_member("log-level", "debug|info|warning|error",
                        "the least severe events that are logged",
                        [](auto& c) -> auto& { return c.log_level; }),
              of_member("access-log", "on|off", "one log line per request",
                        [](auto& c) -> auto& { return c.access_log; }),
          }};
}

SettingGroup capacity() {
  return {"What it takes at one time",
          {
              of_member("io-threads", "N", "threads that serve sockets",
                        [](auto& c) -> auto& { return c.io_threads; }, {.unset = "one per core"}),
              of_member("workers", "N", "threads that run requests",
                        [](auto& c) -> auto& { return c.workers; }, {.unset = "8 per core"}),
              of_positive("max-connections", "connections at one time",
                          [](auto& c) -> auto& { return c.max_connections; }),
              of_positive(
                  "max-connections-per-address", "connections of one address",
                  [](auto& c) -> auto& { return c.max_connections_per_address; },
                  "half of max-connections; loopback: all"),
              of_member("max-held", "BYTES", "bytes of requests and answers held for slow clients",
                        [](auto& c) -> auto& { return c.max_held_bytes; }),
              of_member("shutdown-grace", "SECONDS",
                        "how long requests in progress may take when the server stops",
                        [](auto& c) -> auto& { return c.shutdown_grace_s; }),
          }};
}

SettingGroup storage() {
  return {
      "Data, and how long it is kept",
      {
          of_member("data-dir", "DIR", "directory of everything that the server keeps",
                    [](auto& c) -> auto& { return c.data_dir; }),
          of_member("server-key", "FILE",
                    "secret that all keys of the server are made from; made by the first start",
                    [](auto& c) -> auto& { return c.server_key; },
                    {.unset = "server.key in data-dir"}),
          of_member("metadata", "STORE", "store of everything but blobs: sqlite, in data-dir",
                    [](auto& c) -> auto& { return c.metadata; }),
          of_member("blobs", "STORE", "store of blobs: directory, in data-dir",
                    [](auto& c) -> auto& { return c.blobs; }),
          of_member("min-free-space", "BYTES",
                    "with less free space than this nothing is added, only deleted; 0: no limit",
                    [](auto& c) -> auto& { return c.min_free_bytes; },
                    {.unset = "a tenth of the disk, at most 256 MiB"}),
          of_member("gc", "on|off", "delete unused blobs and abandoned uploads, in the background",
                    [](auto& c) -> auto& { return c.garbage_collection; }),
          of_member("gc-interval", "SECONDS", "pause between two runs of the garbage collector",
                    [](auto& c) -> auto& { return c.garbage_interval; }),
          of_member("gc-grace", "SECONDS", "how long a blob that no image names is kept",
                    [](auto& c) -> auto& { return c.garbage.grace; }),
          of_member("upload-expiry", "SECONDS",
                    "how long an upload that receives nothing more is kept",
                    [](auto& c) -> auto& { return c.garbage.upload_expiry; }),
          of_member("empty-upload-expiry", "SECONDS",
                    "how long an upload that has received nothing is kept",
                    [](auto& c) -> auto& { return c.garbage.empty_upload_expiry; }),
          of_member("audit-days", "DAYS", "how long the record of changes is kept; 0: not at all",
                    [](auto& c) -> auto& { return c.audit_days; }),
      }};
}

SettingGroup quotas() {
  return {
      "Quotas",
      {
          of_member("quota-repositories", "N", "repositories of one registry",
                    [](auto& c) -> auto& { return c.quotas.repositories_per_registry; }),
          of_member("quota-images", "N", "images of one repository",
                    [](auto& c) -> auto& { return c.quotas.images_per_repository; }),
          of_member("quota-image-tags", "N", "tags of one image",
                    [](auto& c) -> auto& { return c.quotas.tags_per_image; }),
          of_member("quota-layer-parts", "N", "parts of a layer that is uploaded in parts",
                    [](auto& c) -> auto& { return c.quotas.parts_per_layer; }),
          of_member("quota-layer-size", "BYTES", "size of one layer",
                    [](auto& c) -> auto& { return c.quotas.layer_size_bytes; }),
          of_member("quota-uploads-per-key", "N", "unfinished uploads that one access key started",
                    [](auto& c) -> auto& { return c.quotas.uploads_per_access_key; }),
          of_member("quota-uploads-per-repository", "N", "unfinished uploads to one repository",
                    [](auto& c) -> auto& { return c.quotas.uploads_per_repository; }),
          of_member("quota-uploads", "N", "unfinished uploads to one registry",
                    [](auto& c) -> auto& { return c.quotas.uploads_per_registry; }),
          of_member("quota-upload-bytes", "BYTES",
                    "bytes of all unfinished uploads to one registry",
                    [](auto& c) -> auto& { return c.quotas.upload_bytes_per_registry; }),
          of_member("quota-repository-bytes", "BYTES",
                    "bytes that one repository holds, unless it has a quota of its own",
                    [](auto& c) -> auto& { return c.quotas.bytes_per_repository; },
                    {.unset = "no limit"}),
          of_member("quota-registry-bytes", "BYTES",
                    "bytes that the repositories of one registry hold together, likewise",
                    [](auto& c) -> auto& { return c.quotas.bytes_per_registry; },
                    {.unset = "no limit"}),
      }};
}

}  // namespace

const std::vector<SettingGroup>& setting_groups() {
  static const std::vector<SettingGroup> all{addresses(), tls(),     registry(), log(),
                                             capacity(),  storage(), quotas()};
  return all;
}

}  // namespace berth::ops
