// How the gallery is served.
#pragma once

#include <string>

#include "gallery/parts.h"

namespace berth::gallery {

struct Settings {
  // The host in addresses, "registry.example.org". Empty: the Host of the request.
  std::string public_host = {};
  Listing listing = Listing::listed;
};

}  // namespace berth::gallery
