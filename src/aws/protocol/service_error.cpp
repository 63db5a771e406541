#include "aws/protocol/service_error.h"

#include <array>
#include <utility>

#include "base/ascii.h"
#include "json/writer.h"

namespace berth::aws {
namespace {

struct ErrorTypeEntry {
  ErrorType type;
  unsigned status;
  std::string_view name;
};

// In the order of the enumeration.
constexpr std::array kErrorTypes{
    ErrorTypeEntry{ErrorType::access_denied, 400, "AccessDeniedException"},
    ErrorTypeEntry{ErrorType::empty_upload, 400, "EmptyUploadException"},
    ErrorTypeEntry{ErrorType::image_already_exists, 400, "ImageAlreadyExistsException"},
    ErrorTypeEntry{ErrorType::image_digest_does_not_match, 400, "ImageDigestDoesNotMatchException"},
    ErrorTypeEntry{ErrorType::image_not_found, 400, "ImageNotFoundException"},
    ErrorTypeEntry{ErrorType::image_tag_already_exists, 400, "ImageTagAlreadyExistsException"},
    ErrorTypeEntry{ErrorType::incomplete_signature, 400, "IncompleteSignatureException"},
    ErrorTypeEntry{ErrorType::invalid_layer, 400, "InvalidLayerException"},
    ErrorTypeEntry{ErrorType::invalid_layer_part, 400, "InvalidLayerPartException"},
    ErrorTypeEntry{ErrorType::invalid_parameter, 400, "InvalidParameterException"},
    ErrorTypeEntry{ErrorType::invalid_signature, 400, "InvalidSignatureException"},
    ErrorTypeEntry{ErrorType::invalid_tag_parameter, 400, "InvalidTagParameterException"},
    ErrorTypeEntry{ErrorType::layer_already_exists, 400, "LayerAlreadyExistsException"},
    ErrorTypeEntry{ErrorType::layer_part_too_small, 400, "LayerPartTooSmallException"},
    ErrorTypeEntry{ErrorType::layers_not_found, 400, "LayersNotFoundException"},
    ErrorTypeEntry{ErrorType::limit_exceeded, 400, "LimitExceededException"},
    ErrorTypeEntry{ErrorType::malformed_http_request, 400, "MalformedHttpRequestException"},
    ErrorTypeEntry{ErrorType::missing_authentication_token, 400,
                   "MissingAuthenticationTokenException"},
    ErrorTypeEntry{ErrorType::referenced_images_not_found, 400,
                   "ReferencedImagesNotFoundException"},
    ErrorTypeEntry{ErrorType::registry_not_found, 400, "RegistryNotFoundException"},
    ErrorTypeEntry{ErrorType::repository_already_exists, 400, "RepositoryAlreadyExistsException"},
    ErrorTypeEntry{ErrorType::repository_catalog_data_not_found, 400,
                   "RepositoryCatalogDataNotFoundException"},
    ErrorTypeEntry{ErrorType::repository_not_empty, 400, "RepositoryNotEmptyException"},
    ErrorTypeEntry{ErrorType::repository_not_found, 400, "RepositoryNotFoundException"},
    ErrorTypeEntry{ErrorType::repository_policy_not_found, 400,
                   "RepositoryPolicyNotFoundException"},
    ErrorTypeEntry{ErrorType::request_entity_too_large, 413, "RequestEntityTooLargeException"},
    ErrorTypeEntry{ErrorType::request_timeout, 408, "RequestTimeoutException"},
    ErrorTypeEntry{ErrorType::serialization, 400, "SerializationException"},
    ErrorTypeEntry{ErrorType::server, 500, "ServerException"},
    ErrorTypeEntry{ErrorType::service_unavailable, 503, "ServiceUnavailable"},
    // Common to all of AWS; SDKs wait and retry.
    ErrorTypeEntry{ErrorType::throttling, 400, "ThrottlingException"},
    ErrorTypeEntry{ErrorType::too_many_tags, 400, "TooManyTagsException"},
    ErrorTypeEntry{ErrorType::unknown_operation, 400, "UnknownOperationException"},
    ErrorTypeEntry{ErrorType::unrecognized_client, 400, "UnrecognizedClientException"},
    ErrorTypeEntry{ErrorType::unsupported_command, 400, "UnsupportedCommandException"},
    ErrorTypeEntry{ErrorType::upload_not_found, 400, "UploadNotFoundException"},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kErrorTypes.size(); ++i) {
    if (std::to_underlying(kErrorTypes.at(i).type) != i) return false;
  }
  return true;
}
static_assert(kErrorTypes.size() == kErrorTypeCount && is_in_order());

ErrorType type_of(auth::SignatureFault fault) {
  switch (fault) {
    case auth::SignatureFault::missing:
      return ErrorType::missing_authentication_token;
    case auth::SignatureFault::incomplete:
      return ErrorType::incomplete_signature;
    case auth::SignatureFault::unknown_key:
      return ErrorType::unrecognized_client;
    case auth::SignatureFault::expired:
    case auth::SignatureFault::mismatch:
      return ErrorType::invalid_signature;
  }
  std::unreachable();
}

ErrorType type_of(const http::Refusal& refusal) {
  switch (refusal.status) {
    case 408:
      return ErrorType::request_timeout;
    case 413:
      return ErrorType::request_entity_too_large;
    case 429:
      return ErrorType::throttling;
    case 503:
      return ErrorType::service_unavailable;
    default:
      return ErrorType::malformed_http_request;
  }
}

void write_members(json::Writer& writer, const InvalidLayerPart& facts) {
  writer.key("registryId");
  writer.string(facts.registry_id);
  writer.key("repositoryName");
  writer.string(facts.repository_name);
  writer.key("uploadId");
  writer.string(facts.upload_id);
  if (!facts.last_valid_byte_received) return;
  writer.key("lastValidByteReceived");
  writer.number(*facts.last_valid_byte_received);
}

}  // namespace

std::string_view name_of(ErrorType type) {
  return kErrorTypes.at(std::to_underlying(type)).name;
}

unsigned status_of(ErrorType type) {
  return kErrorTypes.at(std::to_underlying(type)).status;
}

// The message about a signature may quote any bytes that the client sent.
ServiceError to_service_error(const auth::SignatureError& error) {
  return {type_of(error.fault), to_ascii(error.message)};
}

http::Response to_response(const ServiceError& error) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("__type");
  writer.string(name_of(error.type));
  writer.key("message");
  writer.string(error.message);
  if (error.invalid_layer_part) write_members(writer, *error.invalid_layer_part);
  writer.end_object();
  http::Response response = to_response(std::move(body));
  response.status = status_of(error.type);
  response.error_code = name_of(error.type);
  // botocore reads only the body; other SDKs may prefer the header.
  response.fields.add("x-amzn-ErrorType", name_of(error.type));
  return response;
}

http::Response to_response(const http::Refusal& refusal) {
  http::Response response =
      to_response(ServiceError{type_of(refusal), std::string(refusal.reason)});
  response.status = refusal.status;
  return response;
}

http::Response to_response(std::string json) {
  http::Response response;
  response.fields.add("Content-Type", "application/x-amz-json-1.1");
  response.body = std::move(json);
  return response;
}

}  // namespace berth::aws
