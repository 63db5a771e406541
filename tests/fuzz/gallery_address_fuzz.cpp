// The path of a request to the gallery.
#include "fuzz.h"
#include "gallery/address.h"
#include "gallery/url.h"

namespace berth::fuzz {
namespace {

using namespace gallery;

// The path of the page that an address means; empty: it means no page.
std::string page_of(const Address& address) {
  if (const auto* registry = std::get_if<RegistryAddress>(&address)) return path_of(*registry);
  if (const auto* repository = std::get_if<RepositoryAddress>(&address)) {
    return path_of(*repository);
  }
  if (const auto* image = std::get_if<ImageAddress>(&address)) return path_of(*image);
  return {};
}

}  // namespace

void check(std::string_view input) {
  const Address address = read_address(input);
  std::string page = page_of(address);
  if (const auto* moved = std::get_if<addresses::Moved>(&address)) page = moved->path;
  if (page.empty()) return;
  require(page.size() > 1 && page[0] == '/' && page[1] != '/' && page[1] != '\\',
          "a page is an address of this server");
  require(page_of(read_address(Url::of_path(page).text())) == page,
          "a path that was written means the same page");
}

}  // namespace berth::fuzz
