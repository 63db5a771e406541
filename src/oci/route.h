// Parses the paths of the OCI plane. Pure: looks nothing up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "registry/values/names.h"

namespace berth::oci {

enum class Endpoint : std::uint8_t {
  base,       // /v2/
  token,      // /token/
  catalog,    // /v2/_catalog
  blob,       // /v2/<name>/blobs/<digest>
  uploads,    // /v2/<name>/blobs/uploads/
  upload,     // /v2/<name>/blobs/uploads/<id>
  manifest,   // /v2/<name>/manifests/<tag or digest>
  tags,       // /v2/<name>/tags/list
  referrers,  // /v2/<name>/referrers/<digest>
};

// Decoded but not checked: a stranger's text, which may hold anything.
struct Route {
  Endpoint endpoint = Endpoint::base;
  std::string name;       // empty for base, token and catalog
  std::string reference;  // digest, tag or upload id
  std::string path;       // the whole path
};

// `path` as sent: it is decoded once, as a whole, so that an escaped character means what it would
// mean unescaped. nullopt: not an endpoint, or invalid percent-encoding.
std::optional<Route> find_route(std::string_view path);

// The <name> of OCI, which here is <registry alias>/<repository>.
struct RepositoryPath {
  RegistryAlias alias;
  RepositoryName repository;
};
// name_invalid; repository_not_found, without a registry: it has no alias.
Result<RepositoryPath> parse_repository_path(std::string_view name);

// Whether OCI's grammar of <name> (Pulling Manifests) allows it. It allows names that no repository
// here can have; clients may ask for them all the same.
bool is_oci_name(std::string_view name);

}  // namespace berth::oci
