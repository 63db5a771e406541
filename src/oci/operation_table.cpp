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
    Operation{"GetBase", Endpoint::base, Method::get, action::kRead},
    Operation{"HeadBase", Endpoint::base, Method::head, action::kRead},
    Operation{"GetToken", Endpoint::token, Method::get, action::kRead},
    Operation{"HeadToken", Endpoint::token, Method::head, action::kRead},
    Operation{"PostToken", Endpoint::token, Method::post, action::kRead},
    Operation{"ListRepositories", Endpoint::catalog, Method::get, action::kListRepositories},
    Operation{"HeadRepositories", Endpoint::catalog, Method::head, action::kListRepositories},
    Operation{"GetBlob", Endpoint::blob, Method::get, action::kRead, get_blob},
    Operation{"HeadBlob", Endpoint::blob, Method::head, action::kRead, head_blob},
    Operation{"DeleteBlob", Endpoint::blob, Method::del, action::kDelete, delete_blob},
    Operation{"StartUpload", Endpoint::uploads, Method::post, action::kInitiateUpload,
              start_upload},
    Operation{"GetUpload", Endpoint::upload, Method::get, action::kUploadPart, get_upload},
    Operation{"HeadUpload", Endpoint::upload, Method::head, action::kUploadPart, get_upload},
    Operation{"AppendChunk", Endpoint::upload, Method::patch, action::kUploadPart, append_chunk},
    Operation{"FinishUpload", Endpoint::upload, Method::put, action::kCompleteUpload,
              finish_upload},
    Operation{"CancelUpload", Endpoint::upload, Method::del, action::kUploadPart, cancel_upload},
    Operation{"GetManifest", Endpoint::manifest, Method::get, action::kRead, get_manifest},
    Operation{"HeadManifest", Endpoint::manifest, Method::head, action::kRead, head_manifest},
    Operation{"PutManifest", Endpoint::manifest, Method::put, action::kPutImage, put_manifest,
              kMaxManifestBytes},
    Operation{"DeleteManifest", Endpoint::manifest, Method::del, action::kDelete, delete_manifest},
    Operation{"ListTags", Endpoint::tags, Method::get, action::kRead, list_tags},
    Operation{"HeadTags", Endpoint::tags, Method::head, action::kRead, head_tags},
    Operation{"ListReferrers", Endpoint::referrers, Method::get, action::kRead, list_referrers},
    Operation{"HeadReferrers", Endpoint::referrers, Method::head, action::kRead, head_referrers},
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

std::span<const Operation> operations() {
  return kOperations;
}

std::uint8_t row_of(const Operation& operation) {
  return static_cast<std::uint8_t>(&operation - kOperations.data());
}

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
