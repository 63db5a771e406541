// Paths of OCI Distribution 1.1 ("Endpoints"), read into what they name. Pure.
#pragma once

#include <string>
#include <string_view>

namespace berth::oci {

enum class Endpoint {
  none,      // no such path
  base,      // /v2/
  token,     // /token/
  blob,      // /v2/<name>/blobs/<digest>
  uploads,   // /v2/<name>/blobs/uploads/
  upload,    // /v2/<name>/blobs/uploads/<id>
  manifest,  // /v2/<name>/manifests/<reference>
  tags,      // /v2/<name>/tags/list
};

// The parts are as the client wrote them, percent-decoded once and otherwise unchecked: parsing
// them into names is the endpoint's.
struct Route {
  Endpoint endpoint = Endpoint::none;
  std::string alias;       // the first component of <name>: which registry
  std::string repository;  // the rest of <name>; empty if there is none
  std::string reference;   // digest, upload id, or tag
};

Route parse_route(std::string_view path);

}  // namespace berth::oci
