// What an address of the gallery means. Names of repositories can be anything that their grammar
// allows, so whatever is not a name lives under a component that can never be one: "-".
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "registry/values/model.h"

namespace berth::gallery {

struct RegistryAddress {
  RegistryAlias alias;
};
struct RepositoryAddress {
  RegistryAlias alias;
  RepositoryName name;
};
struct ImageAddress {
  RepositoryAddress repository;
  ImageReference reference;
};

namespace addresses {
struct Home {};  // "/", "/-/search"
struct Asset {   // "/-/assets/<hash>/<name>"
  std::string hash;
  std::string name;
};
struct Favicon {};  // "/favicon.ico"
struct Robots {};   // "/robots.txt"
struct Call {       // "/describeImageTags": an operation of the gallery API
  std::string operation;
};
struct Moved {  // the same page has another address
  std::string path;
};
struct Nowhere {};
}  // namespace addresses

using Address = std::variant<addresses::Nowhere, addresses::Home, RegistryAddress,
                             RepositoryAddress, ImageAddress, addresses::Asset, addresses::Favicon,
                             addresses::Robots, addresses::Call, addresses::Moved>;

// `path`: percent-encoded, as sent.
Address read_address(std::string_view path);

// The path of a page. A registry whose alias is reserved (rules/accounts.h) has its pages below
// "/-/registry".
std::string path_of(const RegistryAddress& address);
std::string path_of(const RepositoryAddress& address);
std::string path_of(const ImageAddress& address);

RepositoryAddress address_of(const Repository& repository);

// "acme/app:v1", "acme/app@sha256:..."
std::string name_of(const RepositoryAddress& address);
std::string name_of(const ImageAddress& address);

}  // namespace berth::gallery
