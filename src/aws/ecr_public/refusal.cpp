#include "aws/ecr_public/refusal.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "aws/ecr_public/messages.h"
#include "aws/ecr_public/shapes.h"
#include "aws/protocol/encoder.h"
#include "base/ascii.h"
#include "plane/messages.h"

namespace berth::aws {
namespace {

struct Entry {
  ErrorCode code;
  ErrorType type;
  std::string (*message)(const Error& error);
};
// In the order of the enumeration.
constexpr std::array kEntries{
    Entry{ErrorCode::name_invalid, exceptions::invalid_parameter, messages::name_invalid},
    Entry{ErrorCode::digest_invalid, exceptions::invalid_parameter, messages::digest_invalid},
    Entry{ErrorCode::arn_invalid, exceptions::invalid_parameter, messages::arn_invalid},
    Entry{ErrorCode::logo_invalid, exceptions::invalid_parameter, messages::logo_invalid},
    Entry{ErrorCode::unauthenticated, exceptions::unrecognized_client, messages::unauthenticated},
    Entry{ErrorCode::access_denied, exceptions::access_denied, messages::access_denied},
    Entry{ErrorCode::registry_not_found, exceptions::registry_not_found,
          messages::registry_not_found},
    Entry{ErrorCode::repository_not_found, exceptions::repository_not_found,
          messages::repository_not_found},
    Entry{ErrorCode::repository_already_exists, exceptions::repository_already_exists,
          messages::repository_already_exists},
    Entry{ErrorCode::repository_not_empty, exceptions::repository_not_empty,
          messages::repository_not_empty},
    Entry{ErrorCode::repository_policy_not_found, exceptions::repository_policy_not_found,
          messages::repository_policy_not_found},
    Entry{ErrorCode::image_not_found, exceptions::image_not_found, messages::image_not_found},
    Entry{ErrorCode::image_referenced, exceptions::invalid_parameter, messages::image_referenced},
    Entry{ErrorCode::image_already_exists, exceptions::image_already_exists,
          messages::image_already_exists},
    Entry{ErrorCode::image_tag_digest_mismatch, exceptions::invalid_parameter,
          messages::image_tag_digest_mismatch},
    Entry{ErrorCode::image_digest_mismatch, exceptions::image_digest_does_not_match,
          messages::image_digest_mismatch},
    // No operation rolls back a tag.
    Entry{ErrorCode::tag_without_past, exceptions::image_not_found, messages::image_not_found},
    // No operation has preconditions.
    Entry{ErrorCode::precondition_failed, exceptions::invalid_parameter,
          messages::precondition_failed},
    Entry{ErrorCode::blob_not_found, exceptions::layers_not_found, messages::blob_not_found},
    Entry{ErrorCode::blob_already_exists, exceptions::layer_already_exists,
          messages::blob_already_exists},
    // No operation deletes blobs.
    Entry{ErrorCode::blob_referenced, exceptions::invalid_parameter, messages::blob_referenced},
    Entry{ErrorCode::referenced_blobs_not_found, exceptions::layers_not_found,
          messages::referenced_blobs_not_found},
    Entry{ErrorCode::referenced_images_not_found, exceptions::referenced_images_not_found,
          messages::referenced_images_not_found},
    Entry{ErrorCode::upload_not_found, exceptions::upload_not_found, messages::upload_not_found},
    // Both operations that can meet it declare this error, and SDKs retry it.
    Entry{ErrorCode::upload_in_use, exceptions::server, messages::upload_in_use},
    Entry{ErrorCode::upload_part_invalid, exceptions::invalid_layer_part,
          messages::upload_part_invalid},
    Entry{ErrorCode::upload_part_too_small, exceptions::layer_part_too_small,
          messages::upload_part_too_small},
    Entry{ErrorCode::upload_empty, exceptions::empty_upload, messages::upload_empty},
    Entry{ErrorCode::digest_mismatch, exceptions::invalid_layer, messages::digest_mismatch},
    Entry{ErrorCode::manifest_invalid, exceptions::invalid_parameter, messages::manifest_invalid},
    Entry{ErrorCode::body_too_large, exceptions::request_entity_too_large,
          messages::body_too_large},
    Entry{ErrorCode::too_many_resource_tags, exceptions::too_many_tags,
          messages::too_many_resource_tags},
    Entry{ErrorCode::limit_exceeded, exceptions::limit_exceeded, messages::quota_used},
    Entry{ErrorCode::too_many_uploads, exceptions::throttling, messages::quota_used},
    // No operation changes users or aliases.
    Entry{ErrorCode::account_entry_not_found, exceptions::invalid_parameter,
          messages::account_entry},
    Entry{ErrorCode::account_entry_exists, exceptions::invalid_parameter, messages::account_entry},
    Entry{ErrorCode::alias_fixed, exceptions::invalid_parameter, messages::alias_fixed},
    Entry{ErrorCode::query_invalid, exceptions::invalid_parameter, messages::query_invalid},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kEntries.size(); ++i) {
    if (std::to_underlying(kEntries.at(i).code) != i) return false;
  }
  return true;
}
static_assert(kEntries.size() == kErrorCodeCount && is_in_order());

// The members of InvalidLayerPartException besides its message; no other exception has any.
struct InvalidLayerPart {
  std::string registry_id;
  std::string repository_name;
  std::string upload_id;
  // "The last valid byte received from the layer part upload". Absent before the first part.
  std::optional<std::uint64_t> last_valid_byte_received;

  static constexpr auto members() {
    using Self = InvalidLayerPart;
    return std::tuple(
        optional("registryId", &Self::registry_id, shapes::registry_id),
        optional("repositoryName", &Self::repository_name, shapes::repository_name),
        optional("uploadId", &Self::upload_id, shapes::upload_id),
        optional("lastValidByteReceived", &Self::last_valid_byte_received, shapes::part_size));
  }
};

InvalidLayerPart describe_part(const Error& error) {
  InvalidLayerPart members{.registry_id = error.registry,
                           .repository_name = error.repository,
                           .upload_id = error.subject,
                           .last_valid_byte_received = std::nullopt};
  const std::uint64_t received_bytes = facts_of<InvalidPart>(error).received_bytes;
  if (received_bytes > 0) members.last_valid_byte_received = received_bytes - 1;
  return members;
}

ServiceError to_service_error(const Error& error) {
  const Entry& entry = kEntries.at(std::to_underlying(error.code));
  ServiceError out{entry.type, entry.message(error)};
  if (error.code == ErrorCode::upload_part_invalid) {
    out.write_more = [part = describe_part(error)](json::Writer& writer) {
      write_members(writer, part);
    };
  }
  return out;
}

ErrorType type_of(const DecodeError& error) {
  const bool is_violation = std::holds_alternative<Violation>(error);
  return is_violation ? exceptions::invalid_parameter : exceptions::serialization;
}

ErrorType type_of(auth::SignatureFault fault) {
  switch (fault) {
    case auth::SignatureFault::missing:
      return exceptions::missing_authentication_token;
    case auth::SignatureFault::incomplete:
      return exceptions::incomplete_signature;
    case auth::SignatureFault::unknown_key:
      return exceptions::unrecognized_client;
    case auth::SignatureFault::expired:
    case auth::SignatureFault::mismatch:
      return exceptions::invalid_signature;
  }
  std::unreachable();
}

}  // namespace

Refusal::Refusal(const Error& domain_error) : error(to_service_error(domain_error)) {}

Refusal::Refusal(const DecodeError& decode_error)
    : error{type_of(decode_error), messages::not_decoded(decode_error)} {}

Refusal::Refusal(const auth::PolicyError& policy_error)
    : error{exceptions::invalid_parameter, messages::policy_refused(policy_error)} {}

// The message about a signature may quote any bytes that the client sent.
Refusal::Refusal(const auth::SignatureError& signature_error)
    : error{type_of(signature_error.fault()), to_ascii(plane::message_of(signature_error))} {}

std::unexpected<Refusal> invalid_parameter(std::string_view member, std::string_view constraint) {
  return std::unexpected(Refusal(ServiceError{exceptions::invalid_parameter,
                                              messages::invalid_parameter(member, constraint)}));
}

}  // namespace berth::aws
