#include <array>
#include <utility>

#include "aws/service_error.h"
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
    WireErrorEntry{WireError::image_not_found, 400, "ImageNotFoundException"},
    WireErrorEntry{WireError::incomplete_signature, 400, "IncompleteSignatureException"},
    WireErrorEntry{WireError::invalid_layer, 400, "InvalidLayerException"},
    WireErrorEntry{WireError::invalid_layer_part, 400, "InvalidLayerPartException"},
    WireErrorEntry{WireError::invalid_parameter, 400, "InvalidParameterException"},
    WireErrorEntry{WireError::invalid_signature, 400, "InvalidSignatureException"},
    WireErrorEntry{WireError::invalid_tag_parameter, 400, "InvalidTagParameterException"},
    WireErrorEntry{WireError::layers_not_found, 400, "LayersNotFoundException"},
    WireErrorEntry{WireError::limit_exceeded, 400, "LimitExceededException"},
    WireErrorEntry{WireError::missing_authentication_token, 400,
                   "MissingAuthenticationTokenException"},
    WireErrorEntry{WireError::referenced_images_not_found, 400,
                   "ReferencedImagesNotFoundException"},
    WireErrorEntry{WireError::registry_not_found, 400, "RegistryNotFoundException"},
    WireErrorEntry{WireError::repository_already_exists, 400, "RepositoryAlreadyExistsException"},
    WireErrorEntry{WireError::repository_not_empty, 400, "RepositoryNotEmptyException"},
    WireErrorEntry{WireError::repository_not_found, 400, "RepositoryNotFoundException"},
    WireErrorEntry{WireError::request_entity_too_large, 413, "RequestEntityTooLargeException"},
    WireErrorEntry{WireError::serialization, 400, "SerializationException"},
    WireErrorEntry{WireError::server, 500, "ServerException"},
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
static_assert(is_in_order());

std::string quote(std::string_view text) {
  return "'" + std::string(text) + "'";
}

std::string repository_name(const Error& error) {
  return "the repository with name " + quote(error.repository);
}

std::string in_registry(const Error& error) {
  return " in the registry with id " + quote(error.registry);
}

// "{imageDigest:'null', imageTag:'latest'}"
std::string image_id(const Error& error) {
  const auto text = [](const std::string& part) { return quote(part.empty() ? "null" : part); };
  return "{imageDigest:" + text(error.digest) + ", imageTag:" + text(error.tag) + "}";
}

std::string invalid_parameter(std::string_view member, std::string_view reason) {
  return "Invalid parameter at " + quote(member) +
         " failed to satisfy constraint: " + quote(reason);
}

std::string missing_part(std::string_view kind, const Error& error) {
  return "The " + std::string(kind) + " with digest " + quote(error.digest) +
         " does not exist within " + repository_name(error) + in_registry(error);
}

}  // namespace

std::string_view name_of(WireError error) {
  return kWireErrors.at(std::to_underlying(error)).name;
}

unsigned status_of(WireError error) {
  return kWireErrors.at(std::to_underlying(error)).status;
}

ServiceError to_service_error(const Error& error) {
  switch (error.code) {
    case ErrorCode::invalid_parameter:
      return {WireError::invalid_parameter, invalid_parameter(error.subject, error.reason)};
    case ErrorCode::unsupported:
      return {WireError::unsupported_command, error.reason};
    case ErrorCode::unauthenticated:
      return {WireError::unrecognized_client, error.reason};
    case ErrorCode::access_denied:
      return {WireError::access_denied, error.reason};
    case ErrorCode::registry_not_found:
      return {WireError::registry_not_found,
              "The registry with id " + quote(error.registry) + " does not exist"};
    case ErrorCode::repository_not_found:
      return {WireError::repository_not_found, "The repository with name " +
                                                   quote(error.repository) + " does not exist" +
                                                   in_registry(error)};
    case ErrorCode::repository_already_exists:
      return {WireError::repository_already_exists, "The repository with name " +
                                                        quote(error.repository) +
                                                        " already exists" + in_registry(error)};
    case ErrorCode::repository_not_empty:
      return {WireError::repository_not_empty,
              "The repository with name " + quote(error.repository) + " in registry with id " +
                  quote(error.registry) + " cannot be deleted because it still contains images"};
    case ErrorCode::image_not_found:
      return {WireError::image_not_found, "The image with imageId " + image_id(error) +
                                              " does not exist within " + repository_name(error) +
                                              in_registry(error)};
    case ErrorCode::image_referenced:
      return {WireError::invalid_parameter,
              "Requested image referenced by manifest list: [" + error.subject + "]"};
    case ErrorCode::blob_not_found:
    case ErrorCode::referenced_blobs_not_found:
      return {WireError::layers_not_found, missing_part("layer", error)};
    case ErrorCode::referenced_images_not_found:
      return {WireError::referenced_images_not_found, missing_part("image", error)};
    case ErrorCode::upload_not_found:
      return {WireError::upload_not_found, "The upload with id " + quote(error.subject) +
                                               " does not exist in " + repository_name(error) +
                                               in_registry(error)};
    case ErrorCode::upload_range_invalid:
      return {WireError::invalid_layer_part,
              "The part does not follow the bytes received so far: " + error.reason};
    case ErrorCode::upload_in_use:
      return {WireError::invalid_layer_part,
              "Another request is writing to the upload with id " + quote(error.subject)};
    case ErrorCode::digest_invalid:
      return {WireError::invalid_parameter,
              invalid_parameter("imageDigest",
                                "must satisfy regular expression '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'")};
    case ErrorCode::digest_mismatch:
      return {
          WireError::invalid_layer,
          "None of the provided layer digests match the calculated layer digest: " + error.digest};
    case ErrorCode::manifest_invalid:
      return {WireError::invalid_parameter, invalid_parameter("imageManifest", error.reason)};
    case ErrorCode::size_invalid:
      return {WireError::invalid_layer_part, error.reason};
    case ErrorCode::body_too_large:
      return {WireError::request_entity_too_large,
              "The request is larger than the limit of " + error.reason};
  }
  std::unreachable();
}

ServiceError to_service_error(const auth::SignatureError& error) {
  switch (error.fault) {
    case auth::SignatureFault::missing:
      return {WireError::missing_authentication_token, error.message};
    case auth::SignatureFault::incomplete:
      return {WireError::incomplete_signature, error.message};
    case auth::SignatureFault::unknown_key:
      return {WireError::unrecognized_client, error.message};
    case auth::SignatureFault::expired:
    case auth::SignatureFault::mismatch:
      return {WireError::invalid_signature, error.message};
  }
  std::unreachable();
}

http::Response to_response(const ServiceError& error) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("__type");
  writer.string(name_of(error.error));
  writer.key("message");
  writer.string(error.message);
  writer.end_object();
  http::Response response = to_response(std::move(body));
  response.status = status_of(error.error);
  // botocore reads the body alone; other SDKs may prefer the header.
  response.fields.add("x-amzn-ErrorType", name_of(error.error));
  return response;
}

http::Response to_response(std::string json) {
  http::Response response;
  response.fields.add("Content-Type", "application/x-amz-json-1.1");
  response.body = std::move(json);
  return response;
}

}  // namespace berth::aws
