#include "oci/operation_table.h"

#include <algorithm>
#include <array>

#include "oci/endpoints/blobs.h"
#include "oci/endpoints/manifests.h"
#include "oci/endpoints/referrers.h"
#include "oci/endpoints/tags.h"
#include "oci/endpoints/uploads.h"
#include "registry/values/manifest.h"

namespace berth::oci {
namespace {

using http::Method;

constexpr std::array kOperations{
    Operation{Endpoint::base, Method::get, action::kRead},
    Operation{Endpoint::base, Method::head, action::kRead},
    Operation{Endpoint::token, Method::get, action::kRead},
    Operation{Endpoint::token, Method::head, action::kRead},
    Operation{Endpoint::token, Method::post, action::kRead},
    Operation{Endpoint::catalog, Method::get, action::kListRepositories},
    Operation{Endpoint::catalog, Method::head, action::kListRepositories},
    Operation{Endpoint::blob, Method::get, action::kRead, get_blob},
    Operation{Endpoint::blob, Method::head, action::kRead, head_blob},
    Operation{Endpoint::blob, Method::del, action::kDelete, delete_blob},
    Operation{Endpoint::uploads, Method::post, action::kInitiateUpload, start_upload},
    Operation{Endpoint::upload, Method::get, action::kUploadPart, get_upload},
    Operation{Endpoint::upload, Method::head, action::kUploadPart, get_upload},
    Operation{Endpoint::upload, Method::patch, action::kUploadPart, append_chunk},
    Operation{Endpoint::upload, Method::put, action::kCompleteUpload, finish_upload},
    Operation{Endpoint::upload, Method::del, action::kUploadPart, cancel_upload},
    Operation{Endpoint::manifest, Method::get, action::kRead, get_manifest},
    Operation{Endpoint::manifest, Method::head, action::kRead, head_manifest},
    Operation{Endpoint::manifest, Method::put, action::kPutImage, put_manifest, kMaxManifestBytes},
    Operation{Endpoint::manifest, Method::del, action::kDelete, delete_manifest},
    Operation{Endpoint::tags, Method::get, action::kRead, list_tags},
    Operation{Endpoint::tags, Method::head, action::kRead, head_tags},
    Operation{Endpoint::referrers, Method::get, action::kRead, list_referrers},
    Operation{Endpoint::referrers, Method::head, action::kRead, head_referrers},
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

bool brings_content(Method method) {
  return method == Method::put || method == Method::patch || method == Method::post;
}

std::string allowed_methods(Endpoint endpoint) {
  std::string methods;
  for (const Operation& operation : kOperations) {
    if (operation.endpoint != endpoint) continue;
    methods.append(name_of(operation.method)).append(", ");
  }
  return methods += "OPTIONS";
}

}  // namespace berth::oci
