#include "oci/route.h"

#include <algorithm>

#include "base/encoding.h"

namespace berth::oci {
namespace {

constexpr std::string_view kRoot = "/v2/";
constexpr std::string_view kTagsList = "/tags/list";
constexpr std::string_view kUploads = "/blobs/uploads";
constexpr std::string_view kBlobs = "/blobs";
constexpr std::string_view kManifests = "/manifests";
constexpr std::string_view kReferrers = "/referrers";

Route make_route(Endpoint endpoint, std::string_view name, std::string_view reference) {
  return {.endpoint = endpoint,
          .name = std::string(name),
          .reference = std::string(reference),
          .path = {}};
}

// A name may hold any word, "tags" and "blobs" too, so a path is read from its end.
std::optional<Route> find_repository_route(std::string_view path) {
  const auto name_before = [](std::string_view text, std::string_view suffix) {
    return text.substr(0, text.size() - suffix.size());
  };
  if (path.ends_with(kTagsList))
    return make_route(Endpoint::tags, name_before(path, kTagsList), {});
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view parent = path.substr(0, slash);
  const std::string_view last = path.substr(slash + 1);
  if (path.ends_with(kUploads)) {
    return make_route(Endpoint::uploads, name_before(path, kUploads), {});
  }
  if (parent.ends_with(kUploads)) {
    const Endpoint endpoint = last.empty() ? Endpoint::uploads : Endpoint::upload;
    return make_route(endpoint, name_before(parent, kUploads), last);
  }
  if (parent.ends_with(kManifests)) {
    return make_route(Endpoint::manifest, name_before(parent, kManifests), last);
  }
  if (parent.ends_with(kBlobs)) {
    return make_route(Endpoint::blob, name_before(parent, kBlobs), last);
  }
  if (parent.ends_with(kReferrers)) {
    return make_route(Endpoint::referrers, name_before(parent, kReferrers), last);
  }
  return std::nullopt;
}

std::optional<Route> find_decoded_route(std::string_view path) {
  if (path == "/v2" || path == kRoot) return make_route(Endpoint::base, {}, {});
  if (path == "/token" || path == "/token/") return make_route(Endpoint::token, {}, {});
  if (path == "/v2/_catalog") return make_route(Endpoint::catalog, {}, {});
  if (!path.starts_with(kRoot)) return std::nullopt;
  return find_repository_route(path.substr(kRoot.size()));
}

}  // namespace

std::optional<Route> find_route(std::string_view path) {
  std::optional<std::string> decoded = percent_decode(path);
  if (!decoded) return std::nullopt;
  std::optional<Route> route = find_decoded_route(*decoded);
  if (route) route->path = *std::move(decoded);
  return route;
}

// [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*
bool is_oci_name(std::string_view name) {
  constexpr std::string_view kWord = "abcdefghijklmnopqrstuvwxyz0123456789";
  for (;;) {
    const std::size_t word = std::min(name.find_first_not_of(kWord), name.size());
    if (word == 0) return false;
    name.remove_prefix(word);
    if (name.empty()) return true;
    const std::string_view separator = name.substr(0, name.find_first_of(kWord));
    const bool is_one = separator == "." || separator == "_" || separator == "__" ||
                        separator == "/" || separator.find_first_not_of('-') == separator.npos;
    if (!is_one) return false;
    name.remove_prefix(separator.size());
  }
}

Result<RepositoryPath> parse_repository_path(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) {
    // OCI's grammar may allow this name, but no repository here can have it.
    auto repository = RepositoryName::parse(name);
    if (!repository) return failure_of(repository);
    return fail({.code = ErrorCode::repository_not_found, .repository = std::string(name)});
  }
  auto alias = RegistryAlias::parse(name.substr(0, slash));
  if (!alias) return failure_of(alias);
  auto repository = RepositoryName::parse(name.substr(slash + 1));
  if (!repository) return failure_of(repository);
  return RepositoryPath{.alias = *std::move(alias), .repository = *std::move(repository)};
}

}  // namespace berth::oci
