// The parameters and the result of an endpoint. An endpoint is a function: one operation on one
// repository, for a caller that may do it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "auth/authenticator.h"
#include "http/handler.h"
#include "oci/access.h"
#include "plane/author.h"
#include "plane/origin.h"
#include "plane/services.h"
#include "registry/values/model.h"

namespace berth::oci {

// A body sink copies what it needs of the request. Everything that the references and the origin
// refer to outlives the sink, except the caller.
struct Request {
  const plane::Services& services;
  // For operations on metadata that only read, one state of the stores; for all others, what is
  // stored at each call. Outlives the call of the endpoint, but not the sink.
  Reads* reads;
  const http::RequestHead& head;
  plane::Origin origin;
  const auth::Caller& caller;  // never anonymous for operations that write
  auth::Circumstances circumstances;
  Repository repository;
  References references = References::must_exist;
  UnknownAliases unknown_aliases = UnknownAliases::name_nothing;
  std::string reference;  // as in Route: not validated
};

// Of what the request changes now. Its caller is known.
inline Author author_of(const Request& request) {
  return plane::author_of(request.head, *request.caller, Via::oci, request.services.clock);
}

struct Answered {
  Answered(http::Response made) : response(std::move(made)) {}
  Answered(http::Response made, std::uint64_t listed)
      : response(std::move(made)), entries(listed) {}

  http::Response response;
  std::uint64_t entries = 0;  // the number of entries in a list
};
using Answer = Result<Answered>;
using BodySinkPtr = std::unique_ptr<http::BodySink>;
using Opened = Result<std::variant<http::Response, BodySinkPtr>>;

// "<registry alias>/<repository>", the <name> of OCI.
inline std::string full_name(const Repository& repository) {
  return repository.alias.text() + '/' + repository.name.text();
}

}  // namespace berth::oci
