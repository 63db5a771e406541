// What an endpoint is given and what it gives back. An endpoint is a function: one operation on one
// repository, for a caller who may do it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "auth/authenticator.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "base/result.h"
#include "http/handler.h"
#include "oci/access.h"
#include "oci/origin.h"
#include "registry/blob_store.h"
#include "registry/metadata_store.h"
#include "registry/quotas.h"

namespace berth::oci {

// Live as long as the plane.
struct Services {
  AccountStore& accounts;
  MetadataStore& metadata;
  BlobStore& blobs;
  const auth::Authenticator& authenticator;
  const auth::Authorizer& authorizer;
  const Quotas& quotas;
  const Clock& clock;
  Entropy& entropy;

  [[nodiscard]] AccessServices access() const { return {accounts, metadata, authorizer, clock}; }
};

// Lives for one call; a body sink copies what it needs of it. Head and origin outlive the sink.
struct Request {
  const Services& services;
  const http::RequestHead& head;
  Origin origin;
  auth::Caller caller;  // never anonymous for operations that write
  Repository repository;
  References references = References::must_exist;
  std::string reference;  // as in Route: not checked
};

using Answer = Result<http::Response>;
using BodySinkPtr = std::unique_ptr<http::BodySink>;
using Opened = Result<std::variant<http::Response, BodySinkPtr>>;

// "<registry alias>/<repository>", the <name> of OCI.
inline std::string full_name(const Repository& repository) {
  return repository.alias.text() + '/' + repository.name.text();
}

}  // namespace berth::oci
