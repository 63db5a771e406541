#include <array>
#include <utility>

#include "aws/protocol/service_error.h"
#include "base/ascii.h"
#include "json/writer.h"

namespace berth::aws {
namespace {

struct WireErrorEntry {
  WireError error;
  unsigned status;
  std::string_view name;
};

// In the order of the enumeration.
constexpr std::array kWireErrors{
    WireErrorEntry{WireError::access_denied, 400, "AccessDeniedException"},
    WireErrorEntry{WireError::empty_upload, 400, "EmptyUploadException"},
    WireErrorEntry{WireError::image_already_exists, 400, "ImageAlreadyExistsException"},
    WireErrorEntry{WireError::image_digest_does_not_match, 400, "ImageDigestDoesNotMatchException"},
    WireErrorEntry{WireError::image_not_found, 400, "ImageNotFoundException"},
    WireErrorEntry{WireError::image_tag_already_exists, 400, "ImageTagAlreadyExistsException"},
    WireErrorEntry{WireError::incomplete_signature, 400, "IncompleteSignatureException"},
    WireErrorEntry{WireError::invalid_layer, 400, "InvalidLayerException"},
    WireErrorEntry{WireError::invalid_layer_part, 400, "InvalidLayerPartException"},
    WireErrorEntry{WireError::invalid_parameter, 400, "InvalidParameterException"},
    WireErrorEntry{WireError::invalid_signature, 400, "InvalidSignatureException"},
    WireErrorEntry{WireError::invalid_tag_parameter, 400, "InvalidTagParameterException"},
    WireErrorEntry{WireError::layer_already_exists, 400, "LayerAlreadyExistsException"},
    WireErrorEntry{WireError::layer_part_too_small, 400, "LayerPartTooSmallException"},
    WireErrorEntry{WireError::layers_not_found, 400, "LayersNotFoundException"},
    WireErrorEntry{WireError::limit_exceeded, 400, "LimitExceededException"},
    WireErrorEntry{WireError::malformed_http_request, 400, "MalformedHttpRequestException"},
    WireErrorEntry{WireError::missing_authentication_token, 400,
                   "MissingAuthenticationTokenException"},
    WireErrorEntry{WireError::referenced_images_not_found, 400,
                   "ReferencedImagesNotFoundException"},
    WireErrorEntry{WireError::registry_not_found, 400, "RegistryNotFoundException"},
    WireErrorEntry{WireError::repository_already_exists, 400, "RepositoryAlreadyExistsException"},
    WireErrorEntry{WireError::repository_catalog_data_not_found, 400,
                   "RepositoryCatalogDataNotFoundException"},
    WireErrorEntry{WireError::repository_not_empty, 400, "RepositoryNotEmptyException"},
    WireErrorEntry{WireError::repository_not_found, 400, "RepositoryNotFoundException"},
    WireErrorEntry{WireError::repository_policy_not_found, 400,
                   "RepositoryPolicyNotFoundException"},
    WireErrorEntry{WireError::request_entity_too_large, 413, "RequestEntityTooLargeException"},
    WireErrorEntry{WireError::request_timeout, 408, "RequestTimeoutException"},
    WireErrorEntry{WireError::serialization, 400, "SerializationException"},
    WireErrorEntry{WireError::server, 500, "ServerException"},
    WireErrorEntry{WireError::service_unavailable, 503, "ServiceUnavailable"},
    // Common to all of AWS; SDKs wait and retry.
    WireErrorEntry{WireError::throttling, 400, "ThrottlingException"},
    WireErrorEntry{WireError::too_many_tags, 400, "TooManyTagsException"},
    WireErrorEntry{WireError::unknown_operation, 400, "UnknownOperationException"},
    WireErrorEntry{WireError::unrecognized_client, 400, "UnrecognizedClientException"},
    WireErrorEntry{WireError::unsupported_command, 400, "UnsupportedCommandException"},
    WireErrorEntry{WireError::upload_not_found, 400, "UploadNotFoundException"},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kWireErrors.size(); ++i) {
    if (std::to_underlying(kWireErrors.at(i).error) != i) return false;
  }
  return true;
}
static_assert(kWireErrors.size() == kWireErrorCount && is_in_order());

WireError wire_error_of(auth::SignatureFault fault) {
  switch (fault) {
    case auth::SignatureFault::missing:
      return WireError::missing_authentication_token;
    case auth::SignatureFault::incomplete:
      return WireError::incomplete_signature;
    case auth::SignatureFault::unknown_key:
      return WireError::unrecognized_client;
    case auth::SignatureFault::expired:
    case auth::SignatureFault::mismatch:
      return WireError::invalid_signature;
  }
  std::unreachable();
}

WireError wire_error_of(const http::Refusal& refusal) {
  switch (refusal.status) {
    case 408:
      return WireError::request_timeout;
    case 413:
      return WireError::request_entity_too_large;
    case 429:
      return WireError::throttling;
    case 503:
      return WireError::service_unavailable;
    default:
      return WireError::malformed_http_request;
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

std::string_view name_of(WireError error) {
  return kWireErrors.at(std::to_underlying(error)).name;
}

unsigned status_of(WireError error) {
  return kWireErrors.at(std::to_underlying(error)).status;
}

// The message about a signature may quote any bytes that the client sent.
ServiceError to_service_error(const auth::SignatureError& error) {
  return {wire_error_of(error.fault), to_ascii(error.message)};
}

http::Response to_response(const ServiceError& error) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("__type");
  writer.string(name_of(error.error));
  writer.key("message");
  writer.string(error.message);
  if (error.invalid_layer_part) write_members(writer, *error.invalid_layer_part);
  writer.end_object();
  http::Response response = to_response(std::move(body));
  response.status = status_of(error.error);
  response.error_code = name_of(error.error);
  // botocore reads only the body; other SDKs may prefer the header.
  response.fields.add("x-amzn-ErrorType", name_of(error.error));
  return response;
}

http::Response to_response(const http::Refusal& refusal) {
  http::Response response =
      to_response(ServiceError{wire_error_of(refusal), std::string(refusal.reason)});
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
