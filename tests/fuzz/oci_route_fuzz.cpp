// The path of a request to the OCI plane.
#include "base/encoding.h"
#include "fuzz.h"
#include "json/reader.h"
#include "oci/route.h"
#include "oci/wire_error.h"

namespace berth::fuzz {
namespace {

using oci::Endpoint;

std::string path_of(const oci::Route& route) {
  const std::string root = "/v2/" + route.name;
  switch (route.endpoint) {
    case Endpoint::base:
      return "/v2/";
    case Endpoint::token:
      return "/token/";
    case Endpoint::catalog:
      return "/v2/_catalog";
    case Endpoint::blob:
      return root + "/blobs/" + route.reference;
    case Endpoint::uploads:
      return root + "/blobs/uploads/";
    case Endpoint::upload:
      return root + "/blobs/uploads/" + route.reference;
    case Endpoint::manifest:
      return root + "/manifests/" + route.reference;
    case Endpoint::tags:
      return root + "/tags/list";
    case Endpoint::referrers:
      return root + "/referrers/" + route.reference;
  }
  std::abort();
}

// The answer quotes what a client sent, whatever it is.
void require_answerable(const Error& error) {
  const http::Response response = oci::to_response(oci::to_wire_error(error));
  require(response.status >= 400 && response.status < 500, "it is the client's mistake");
  require(json::parse(http::text_of(response).value()).has_value(), "an error is JSON");
}

void check_names(const oci::Route& route) {
  const auto path = oci::parse_repository_path(route.name);
  if (path) {
    require(path->alias.text() + '/' + path->repository.text() == route.name,
            "a name is printed as it was read");
  } else {
    require_answerable(path.error());
  }
  if (const auto digest = Digest::parse(route.reference); !digest) {
    require_answerable(digest.error());
  }
  if (const auto tag = TagName::parse(route.reference); !tag) require_answerable(tag.error());
}

}  // namespace

void check(std::string_view input) {
  const auto route = oci::find_route(input);
  if (!route) return;
  const auto again = oci::find_route(percent_encode(path_of(*route), "/"));
  require(again && again->endpoint == route->endpoint && again->name == route->name &&
              again->reference == route->reference,
          "a route has a path that leads to it");
  check_names(*route);
}

}  // namespace berth::fuzz
