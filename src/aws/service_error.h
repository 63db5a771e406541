// What can go wrong on the wire of the AWS JSON protocol, and how it is said there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "auth/signature_header.h"
#include "base/result.h"
#include "http/message.h"

namespace berth::aws {

// The exceptions of the ecr-public service model that Berth raises, and those common to all of AWS.
enum class WireError : std::uint8_t {
  access_denied,
  image_not_found,
  incomplete_signature,
  invalid_layer,
  invalid_layer_part,
  invalid_parameter,
  invalid_signature,
  invalid_tag_parameter,
  layers_not_found,
  limit_exceeded,
  missing_authentication_token,
  referenced_images_not_found,
  registry_not_found,
  repository_already_exists,
  repository_not_empty,
  repository_not_found,
  request_entity_too_large,
  serialization,
  server,
  too_many_tags,
  unknown_operation,
  unrecognized_client,
  unsupported_command,
  upload_not_found,
};

std::string_view name_of(WireError error);  // "RepositoryNotFoundException"
unsigned status_of(WireError error);

struct ServiceError {
  WireError error;
  std::string message;
};

// The one place where the domain's errors and those of signatures become AWS's.
ServiceError to_service_error(const Error& error);
ServiceError to_service_error(const auth::SignatureError& error);

http::Response to_response(const ServiceError& error);
// 200 with this JSON text.
http::Response to_response(std::string json);

}  // namespace berth::aws
