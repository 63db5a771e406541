// The names of the domain's errors in the AWS JSON protocol, with the real service's wording.
#include <array>
#include <utility>

#include "aws/protocol/service_error.h"
#include "base/excerpt.h"
#include "registry/rules/quotas.h"

namespace berth::aws {
namespace {

struct DomainErrorEntry {
  ErrorCode code;
  WireError error;
};
// In the order of the enumeration.
constexpr std::array kDomainErrors{
    DomainErrorEntry{ErrorCode::invalid_parameter, WireError::invalid_parameter},
    DomainErrorEntry{ErrorCode::unsupported, WireError::unsupported_command},
    DomainErrorEntry{ErrorCode::unauthenticated, WireError::unrecognized_client},
    DomainErrorEntry{ErrorCode::access_denied, WireError::access_denied},
    DomainErrorEntry{ErrorCode::registry_not_found, WireError::registry_not_found},
    DomainErrorEntry{ErrorCode::repository_not_found, WireError::repository_not_found},
    DomainErrorEntry{ErrorCode::repository_already_exists, WireError::repository_already_exists},
    DomainErrorEntry{ErrorCode::repository_not_empty, WireError::repository_not_empty},
    DomainErrorEntry{ErrorCode::repository_policy_not_found,
                     WireError::repository_policy_not_found},
    DomainErrorEntry{ErrorCode::image_not_found, WireError::image_not_found},
    DomainErrorEntry{ErrorCode::image_referenced, WireError::invalid_parameter},
    DomainErrorEntry{ErrorCode::image_already_exists, WireError::image_already_exists},
    DomainErrorEntry{ErrorCode::image_tag_digest_mismatch, WireError::invalid_parameter},
    DomainErrorEntry{ErrorCode::image_digest_mismatch, WireError::image_digest_does_not_match},
    DomainErrorEntry{ErrorCode::precondition_failed, WireError::invalid_parameter},
    DomainErrorEntry{ErrorCode::blob_not_found, WireError::layers_not_found},
    DomainErrorEntry{ErrorCode::blob_already_exists, WireError::layer_already_exists},
    // No operation of the API deletes blobs.
    DomainErrorEntry{ErrorCode::blob_referenced, WireError::invalid_parameter},
    DomainErrorEntry{ErrorCode::referenced_blobs_not_found, WireError::layers_not_found},
    DomainErrorEntry{ErrorCode::referenced_images_not_found,
                     WireError::referenced_images_not_found},
    DomainErrorEntry{ErrorCode::upload_not_found, WireError::upload_not_found},
    DomainErrorEntry{ErrorCode::upload_range_invalid, WireError::invalid_layer_part},
    // Both operations that can meet it declare this error, and SDKs retry it.
    DomainErrorEntry{ErrorCode::upload_in_use, WireError::server},
    DomainErrorEntry{ErrorCode::upload_part_invalid, WireError::invalid_layer_part},
    DomainErrorEntry{ErrorCode::upload_part_too_small, WireError::layer_part_too_small},
    DomainErrorEntry{ErrorCode::upload_empty, WireError::empty_upload},
    DomainErrorEntry{ErrorCode::digest_invalid, WireError::invalid_parameter},
    DomainErrorEntry{ErrorCode::digest_mismatch, WireError::invalid_layer},
    DomainErrorEntry{ErrorCode::manifest_invalid, WireError::invalid_parameter},
    DomainErrorEntry{ErrorCode::size_invalid, WireError::invalid_layer_part},
    DomainErrorEntry{ErrorCode::body_too_large, WireError::request_entity_too_large},
    DomainErrorEntry{ErrorCode::resource_tag_invalid, WireError::invalid_tag_parameter},
    DomainErrorEntry{ErrorCode::too_many_resource_tags, WireError::too_many_tags},
    DomainErrorEntry{ErrorCode::limit_exceeded, WireError::limit_exceeded},
    DomainErrorEntry{ErrorCode::too_many_uploads, WireError::throttling},
    DomainErrorEntry{ErrorCode::account_entry_not_found, WireError::invalid_parameter},
    DomainErrorEntry{ErrorCode::account_entry_exists, WireError::invalid_parameter},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kDomainErrors.size(); ++i) {
    if (std::to_underlying(kDomainErrors.at(i).code) != i) return false;
  }
  return true;
}
static_assert(kDomainErrors.size() == kErrorCodeCount && is_in_order());

std::string quote(std::string_view text) {
  return "'" + excerpt(text) + "'";
}

std::string repository_name(const Error& error) {
  return "the repository with name " + quote(error.repository);
}

// The real service has both forms.
std::string in_registry(const Error& error) {
  return " in registry with id " + quote(error.registry);
}
std::string in_the_registry(const Error& error) {
  return " in the registry with id " + quote(error.registry);
}

// "{imageDigest:'null', imageTag:'latest'}"
std::string image_id(const Error& error) {
  const auto text = [](const std::string& part) { return quote(part.empty() ? "null" : part); };
  return "{imageDigest:" + text(error.digest) + ", imageTag:" + text(error.tag) + "}";
}

std::string invalid_parameter(std::string_view member, std::string_view reason) {
  return "Invalid parameter at " + quote(member) + " failed to satisfy constraint: '" +
         std::string(reason) + "'";
}

// For something that a repository does not hold: "The layer with digest '...'".
std::string not_within(std::string_view what, const Error& error) {
  return std::string(what) + " does not exist within " + repository_name(error) +
         in_the_registry(error);
}

// For things that a manifest names and the repository does not hold: "Layers with digests
// '[sha256:..., ...]'".
std::string required(std::string_view what, const Error& error) {
  return std::string(what) + " with digests '[" + error.subject + "]'" +
         " required for pushing image into repository with name " + quote(error.repository) +
         in_the_registry(error) + " do not exist";
}

// "The upload with id '...' in the repository with name 'r' in registry with id '...'"
std::string upload(const Error& error) {
  return "The upload with id " + quote(error.subject) + " in " + repository_name(error) +
         in_registry(error);
}

std::string repository_message(const Error& error) {
  const std::string name = "The repository with name " + quote(error.repository);
  switch (error.code) {
    case ErrorCode::repository_not_found:
      return name + " does not exist" + in_the_registry(error);
    case ErrorCode::repository_already_exists:
      return name + " already exists" + in_the_registry(error);
    case ErrorCode::repository_not_empty:
      return name + in_registry(error) + " cannot be deleted because it still contains images";
    default:  // repository_policy_not_found
      return "Repository policy does not exist for " + repository_name(error) +
             in_the_registry(error);
  }
}

std::string image_message(const Error& error) {
  switch (error.code) {
    case ErrorCode::image_not_found:
      return not_within("The image with imageId " + image_id(error), error);
    case ErrorCode::image_referenced:
      return "Requested image referenced by manifest list: " + error.subject;
    case ErrorCode::image_already_exists:
      return "Image with digest " + quote(error.digest) +
             (error.tag.empty() ? "" : " and tag " + quote(error.tag)) + " already exists in " +
             repository_name(error) + in_registry(error);
    case ErrorCode::image_tag_digest_mismatch:
      return "The image tag " + quote(error.tag) + " does not point at the given image digest";
    default:  // image_digest_mismatch
      return "The image digest " + quote(error.digest) +
             " does not match the digest calculated for the image manifest";
  }
}

std::string layer_message(const Error& error) {
  const std::string layer = "The layer with digest " + quote(error.digest);
  switch (error.code) {
    case ErrorCode::blob_already_exists:
      return layer + " already exists in " + repository_name(error) + in_the_registry(error);
    case ErrorCode::referenced_blobs_not_found:
      return required("Layers", error);
    case ErrorCode::referenced_images_not_found:
      return required("Images", error);
    case ErrorCode::digest_mismatch:
      return "None of the provided layer digests match the calculated layer digest: " +
             error.digest;
    default:  // blob_not_found
      return not_within(layer, error);
  }
}

std::string upload_message(const Error& error) {
  switch (error.code) {
    case ErrorCode::upload_not_found:
      return "The upload with id " + quote(error.subject) + " does not exist in " +
             repository_name(error) + in_the_registry(error);
    case ErrorCode::upload_range_invalid:
      return "The part does not follow the bytes received so far";
    case ErrorCode::upload_in_use:
      return "Another request is writing to the upload with id " + quote(error.subject);
    case ErrorCode::upload_part_too_small:
      return upload(error) + " has a part, not its last one, that is smaller than " +
             std::to_string(kMinLayerPartBytes) + " bytes";
    case ErrorCode::upload_empty:
      return upload(error) + " cannot be completed because it does not have any parts";
    default:  // upload_part_invalid
      return error.reason;
  }
}

std::string message_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::invalid_parameter:
      return invalid_parameter(error.subject, error.reason);
    case ErrorCode::digest_invalid:
      return invalid_parameter("imageDigest",
                               "must satisfy regular expression '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'");
    case ErrorCode::manifest_invalid:
      return invalid_parameter("imageManifest", error.reason);
    case ErrorCode::registry_not_found:
      return "The registry with id " + quote(error.registry) + " does not exist";
    case ErrorCode::repository_not_found:
    case ErrorCode::repository_already_exists:
    case ErrorCode::repository_not_empty:
    case ErrorCode::repository_policy_not_found:
      return repository_message(error);
    case ErrorCode::image_not_found:
    case ErrorCode::image_referenced:
    case ErrorCode::image_already_exists:
    case ErrorCode::image_tag_digest_mismatch:
    case ErrorCode::image_digest_mismatch:
      return image_message(error);
    case ErrorCode::blob_not_found:
    case ErrorCode::blob_already_exists:
    case ErrorCode::referenced_blobs_not_found:
    case ErrorCode::referenced_images_not_found:
    case ErrorCode::digest_mismatch:
      return layer_message(error);
    case ErrorCode::upload_not_found:
    case ErrorCode::upload_range_invalid:
    case ErrorCode::upload_in_use:
    case ErrorCode::upload_part_invalid:
    case ErrorCode::upload_part_too_small:
    case ErrorCode::upload_empty:
      return upload_message(error);
    case ErrorCode::account_entry_not_found:
    case ErrorCode::account_entry_exists:
      return error.subject;
    case ErrorCode::body_too_large:
      return "The request is larger than the limit of " + error.reason;
    default:
      return error.reason;
  }
}

InvalidLayerPart invalid_layer_part(const Error& error) {
  InvalidLayerPart facts{.registry_id = error.registry,
                         .repository_name = error.repository,
                         .upload_id = error.subject,
                         .last_valid_byte_received = std::nullopt};
  if (error.received_bytes > 0) facts.last_valid_byte_received = error.received_bytes - 1;
  return facts;
}

}  // namespace

ServiceError to_service_error(const Error& error) {
  ServiceError out{kDomainErrors.at(std::to_underlying(error.code)).error, message_of(error)};
  if (out.error == WireError::invalid_layer_part) {
    out.invalid_layer_part = invalid_layer_part(error);
  }
  return out;
}

}  // namespace berth::aws
