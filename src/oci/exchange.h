// What an endpoint knows of one request: the services, the route, who is calling.
#pragma once

#include <string>

#include "auth/authenticator.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "http/message.h"
#include "oci/route.h"
#include "registry/blob_store.h"
#include "registry/metadata_store.h"

namespace berth::oci {

enum class CreateOnPush { no, yes };

struct PlaneConfig {
  std::string public_host;  // in URLs; empty: the Host of the request
  CreateOnPush create_on_push = CreateOnPush::no;
};

struct Services {
  MetadataStore& metadata;
  BlobStore& blobs;
  const auth::Authenticator& authenticator;
  const Clock& clock;
  Entropy& entropy;
  PlaneConfig config;
};

struct Exchange {
  const Services& services;
  const http::RequestHead& head;
  Route route;
  auth::Caller caller;  // nullopt: anonymous
};

// The repository to read. invalid_parameter, repository_not_found.
Result<Repository> find_repository(const Exchange& exchange);

struct PushTarget {
  Repository repository;
  Principal principal;
};
// The repository to write to, created if the server is so configured and the caller owns the
// registry. unauthenticated for anonymous callers, access_denied for those of another registry, and
// as find_repository().
Result<PushTarget> find_push_target(const Exchange& exchange);

// "http://localhost:5000": what URLs of this server begin with.
std::string base_url(const Services& services, const http::RequestHead& head);
// <base url>/v2/<alias>/<repository>/<kind>/<reference>
std::string location(const Exchange& exchange, std::string_view kind, std::string_view reference);

}  // namespace berth::oci
