#include "gallery/address.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "http/host.h"
#include "registry/rules/accounts.h"

namespace berth::gallery {
namespace {

constexpr std::string_view kReservedRegistries = "/-/registry/";
constexpr std::string_view kAssets = "/-/assets/";
constexpr std::string_view kSearch = "/-/search";

constexpr std::array<std::string_view, 4> kCalls{"describeImageTags", "getRegistryCatalogData",
                                                 "getRepositoryCatalogData",
                                                 "searchRepositoryCatalogData"};

// "sha256:..." after the '@', or a tag after the ':' behind the last slash, which no name can hold.
Address read_repository(RegistryAlias alias, std::string_view text) {
  const std::size_t at = std::min(text.find('@'), text.size());
  const std::string_view before = text.substr(0, at);
  const std::size_t colon = std::min(before.find(':'), before.size());
  auto name = RepositoryName::parse(before.substr(0, colon));
  if (!name) return addresses::Nowhere{};
  RepositoryAddress repository{.alias = std::move(alias), .name = *std::move(name)};
  if (at < text.size()) {
    auto digest = Digest::parse(text.substr(at + 1));
    if (!digest) return addresses::Nowhere{};
    return ImageAddress{.repository = std::move(repository), .reference = *std::move(digest)};
  }
  if (colon == before.size()) return repository;
  auto tag = TagName::parse(before.substr(colon + 1));
  if (!tag) return addresses::Nowhere{};
  return ImageAddress{.repository = std::move(repository), .reference = *std::move(tag)};
}

// "acme", "acme/app", "acme/app:v1"
Address read_names(std::string_view names) {
  const std::size_t slash = std::min(names.find('/'), names.size());
  auto alias = RegistryAlias::parse(names.substr(0, slash));
  if (!alias) return addresses::Nowhere{};
  if (slash == names.size()) return RegistryAddress{*std::move(alias)};
  return read_repository(*std::move(alias), names.substr(slash + 1));
}

Address read_asset(std::string_view rest) {
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  if (slash == rest.size()) return addresses::Nowhere{};
  return addresses::Asset{.hash = std::string(rest.substr(0, slash)),
                          .name = std::string(rest.substr(slash + 1))};
}

Address read_decoded(std::string_view path) {
  if (http::is_root(path) || path == kSearch) return addresses::Home{};
  if (path == "/favicon.ico") return addresses::Favicon{};
  if (path == "/robots.txt") return addresses::Robots{};
  if (path.starts_with(kAssets)) return read_asset(path.substr(kAssets.size()));
  if (path.starts_with(kReservedRegistries)) {
    return read_names(path.substr(kReservedRegistries.size()));
  }
  if (!path.starts_with('/')) return addresses::Nowhere{};
  const std::string_view names = path.substr(1);
  if (std::ranges::find(kCalls, names) != kCalls.end()) return addresses::Call{std::string(names)};
  return read_names(names);
}

// The path of a page; empty for anything else.
std::string page_path(const Address& address) {
  if (const auto* registry = std::get_if<RegistryAddress>(&address)) return path_of(*registry);
  if (const auto* repository = std::get_if<RepositoryAddress>(&address)) {
    return path_of(*repository);
  }
  if (const auto* image = std::get_if<ImageAddress>(&address)) return path_of(*image);
  return {};
}

}  // namespace

Address read_address(std::string_view path) {
  const auto decoded = percent_decode(path);
  if (!decoded) return addresses::Nowhere{};
  Address address = read_decoded(*decoded);
  if (!std::holds_alternative<addresses::Nowhere>(address)) return address;
  // "/acme/" is what people make of "/acme".
  std::string_view shorter = *decoded;
  if (!shorter.ends_with('/')) return address;
  while (shorter.ends_with('/')) shorter.remove_suffix(1);
  std::string page = page_path(read_decoded(shorter));
  if (page.empty()) return address;
  return addresses::Moved{std::move(page)};
}

std::string path_of(const RegistryAddress& address) {
  const std::string& alias = address.alias.text();
  return (is_reserved_alias(alias) ? std::string(kReservedRegistries) : "/") + alias;
}

std::string path_of(const RepositoryAddress& address) {
  return path_of(RegistryAddress{address.alias}) + '/' + address.name.text();
}

std::string path_of(const ImageAddress& address) {
  const bool is_tag = std::holds_alternative<TagName>(address.reference);
  const std::string& reference = is_tag ? std::get<TagName>(address.reference).text()
                                        : std::get<Digest>(address.reference).text();
  return path_of(address.repository) + (is_tag ? ':' : '@') + reference;
}

RepositoryAddress address_of(const Repository& repository) {
  return {.alias = repository.alias, .name = repository.name};
}

std::string name_of(const RepositoryAddress& address) {
  return address.alias.text() + '/' + address.name.text();
}

std::string name_of(const ImageAddress& address) {
  const auto* tag = std::get_if<TagName>(&address.reference);
  return name_of(address.repository) +
         (tag != nullptr ? ':' + tag->text() : '@' + std::get<Digest>(address.reference).text());
}

}  // namespace berth::gallery
