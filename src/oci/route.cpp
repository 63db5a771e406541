#include "oci/route.h"

#include "base/encoding.h"

namespace berth::oci {
namespace {

constexpr std::string_view kRoot = "/v2/";
constexpr std::string_view kTagsSuffix = "/tags/list";
constexpr std::string_view kUploadsSuffix = "/blobs/uploads";

Route named(Endpoint endpoint, std::string_view name, std::string_view reference) {
  Route route;
  const std::size_t slash = name.find('/');
  route.endpoint = endpoint;
  route.alias = name.substr(0, slash);
  if (slash != std::string_view::npos) route.repository = name.substr(slash + 1);
  route.reference = reference;
  return route;
}

Route below_root(std::string_view path) {
  if (path.empty()) return named(Endpoint::base, "", "");
  if (path.ends_with(kTagsSuffix)) {
    return named(Endpoint::tags, path.substr(0, path.size() - kTagsSuffix.size()), "");
  }
  if (path.ends_with(kUploadsSuffix)) {
    return named(Endpoint::uploads, path.substr(0, path.size() - kUploadsSuffix.size()), "");
  }
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  const std::string_view rest = path.substr(0, slash);
  const std::string_view reference = path.substr(slash + 1);
  constexpr std::pair<std::string_view, Endpoint> kCollections[] = {
      {kUploadsSuffix, Endpoint::upload},
      {"/blobs", Endpoint::blob},
      {"/manifests", Endpoint::manifest}};
  for (const auto& [suffix, endpoint] : kCollections) {
    if (!rest.ends_with(suffix)) continue;
    const bool is_collection = endpoint == Endpoint::upload && reference.empty();
    return named(is_collection ? Endpoint::uploads : endpoint,
                 rest.substr(0, rest.size() - suffix.size()), reference);
  }
  return {};
}

}  // namespace

Route parse_route(std::string_view path) {
  const auto decoded = percent_decode(path);
  if (!decoded) return {};
  if (*decoded == "/token" || *decoded == "/token/") return named(Endpoint::token, "", "");
  if (*decoded == "/v2") return named(Endpoint::base, "", "");
  if (!decoded->starts_with(kRoot)) return {};
  return below_root(std::string_view(*decoded).substr(kRoot.size()));
}

}  // namespace berth::oci
