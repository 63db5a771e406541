#include "oci/operation_table.h"

#include <algorithm>
#include <array>

#include "oci/endpoints/blobs.h"
#include "oci/endpoints/manifests.h"
#include "oci/endpoints/tags.h"
#include "oci/endpoints/uploads.h"
#include "registry/manifest.h"

namespace berth::oci {
namespace {

using http::Method;

constexpr std::array kOperations{
    Operation{Endpoint::base, Method::get, Access::read},
    Operation{Endpoint::base, Method::head, Access::read},
    Operation{Endpoint::token, Method::get, Access::read},
    Operation{Endpoint::blob, Method::get, Access::read, get_blob},
    Operation{Endpoint::blob, Method::head, Access::read, head_blob},
    Operation{Endpoint::blob, Method::del, Access::write, delete_blob},
    Operation{Endpoint::uploads, Method::post, Access::push, start_upload},
    Operation{Endpoint::upload, Method::get, Access::write, get_upload},
    Operation{Endpoint::upload, Method::patch, Access::write, append_chunk},
    Operation{Endpoint::upload, Method::put, Access::write, finish_upload},
    Operation{Endpoint::upload, Method::del, Access::write, cancel_upload},
    Operation{Endpoint::manifest, Method::get, Access::read, get_manifest},
    Operation{Endpoint::manifest, Method::head, Access::read, get_manifest},
    Operation{Endpoint::manifest, Method::put, Access::push, put_manifest, kMaxManifestBytes},
    Operation{Endpoint::manifest, Method::del, Access::write, delete_manifest},
    Operation{Endpoint::tags, Method::get, Access::read, list_tags},
};

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    case Method::options:
    case Method::other:
      break;
  }
  return "";
}

}  // namespace

const Operation* find_operation(Endpoint endpoint, Method method) {
  const auto* found = std::ranges::find_if(kOperations, [&](const Operation& operation) {
    return operation.endpoint == endpoint && operation.method == method;
  });
  return found == kOperations.end() ? nullptr : found;
}

std::string allowed_methods(Endpoint endpoint) {
  std::string methods;
  for (const Operation& operation : kOperations) {
    if (operation.endpoint != endpoint) continue;
    if (!methods.empty()) methods += ", ";
    methods += name_of(operation.method);
  }
  return methods;
}

}  // namespace berth::oci
