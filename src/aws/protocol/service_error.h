// The errors of the AWS JSON protocol, and their form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "auth/signature_header.h"
#include "http/message.h"
#include "http/refusal.h"

namespace berth::aws {

// What `__type` says: the exceptions of the ecr-public service model, and those common AWS
// exceptions that Berth raises.
enum class ErrorType : std::uint8_t {
  access_denied,
  empty_upload,
  image_already_exists,
  image_digest_does_not_match,
  image_not_found,
  image_tag_already_exists,
  incomplete_signature,
  invalid_layer,
  invalid_layer_part,
  invalid_parameter,
  invalid_signature,
  invalid_tag_parameter,
  layer_already_exists,
  layer_part_too_small,
  layers_not_found,
  limit_exceeded,
  malformed_http_request,
  missing_authentication_token,
  referenced_images_not_found,
  registry_not_found,
  repository_already_exists,
  repository_catalog_data_not_found,
  repository_not_empty,
  repository_not_found,
  repository_policy_not_found,
  request_entity_too_large,
  request_timeout,
  serialization,
  server,
  service_unavailable,
  throttling,
  too_many_tags,
  unknown_operation,
  unrecognized_client,
  unsupported_command,
  upload_not_found,
};

inline constexpr std::size_t kErrorTypeCount =
    std::to_underlying(ErrorType::upload_not_found) + std::size_t{1};

std::string_view name_of(ErrorType type);  // "RepositoryNotFoundException"
unsigned status_of(ErrorType type);

// The members of InvalidLayerPartException besides its message; no other error has any.
struct InvalidLayerPart {
  std::string registry_id;
  std::string repository_name;
  std::string upload_id;
  // "The last valid byte received from the layer part upload". Absent before the first part.
  std::optional<std::uint64_t> last_valid_byte_received;
};

struct ServiceError {
  ErrorType type;
  std::string message;
  std::optional<InvalidLayerPart> invalid_layer_part = std::nullopt;
};

ServiceError to_service_error(const auth::SignatureError& error);

http::Response to_response(const ServiceError& error);
// Uses the status of the refusal, whatever status its error has.
http::Response to_response(const http::Refusal& refusal);
// 200 with this JSON text.
http::Response to_response(std::string json);

}  // namespace berth::aws
