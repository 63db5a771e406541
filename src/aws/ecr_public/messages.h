// Every sentence of the AWS plane, in the real service's words where it has them. What both planes
// say alike is in plane/messages.h.
#pragma once

#include <string>
#include <string_view>

#include "auth/policy.h"
#include "aws/protocol/decoder.h"
#include "registry/values/error.h"

namespace berth::aws::messages {

// --- errors of the domain, each with the facts of its code ---

std::string name_invalid(const Error& error);
std::string digest_invalid(const Error& error);
std::string arn_invalid(const Error& error);
std::string logo_invalid(const Error& error);
std::string unauthenticated(const Error& error);
std::string access_denied(const Error& error);
std::string registry_not_found(const Error& error);
std::string repository_not_found(const Error& error);
std::string repository_already_exists(const Error& error);
std::string repository_not_empty(const Error& error);
std::string repository_policy_not_found(const Error& error);
std::string image_not_found(const Error& error);
std::string image_referenced(const Error& error);
std::string image_already_exists(const Error& error);
std::string image_tag_digest_mismatch(const Error& error);
std::string image_digest_mismatch(const Error& error);
std::string precondition_failed(const Error& error);
std::string blob_not_found(const Error& error);
std::string blob_already_exists(const Error& error);
std::string blob_referenced(const Error& error);
std::string referenced_blobs_not_found(const Error& error);
std::string referenced_images_not_found(const Error& error);
std::string upload_not_found(const Error& error);
std::string upload_in_use(const Error& error);
std::string upload_part_invalid(const Error& error);
std::string upload_part_too_small(const Error& error);
std::string upload_empty(const Error& error);
std::string digest_mismatch(const Error& error);
std::string manifest_invalid(const Error& error);
std::string body_too_large(const Error& error);
std::string too_many_resource_tags(const Error& error);
std::string quota_used(const Error& error);
std::string account_entry(const Error& error);
std::string alias_fixed(const Error& error);
std::string query_invalid(const Error& error);

// --- requests ---

std::string not_decoded(const DecodeError& error);
std::string not_json(std::string_view reason);
inline constexpr std::string_view kNotAnObject = "Unexpected token: the request must be an object";
inline constexpr std::string_view kUnknownOperation = "Unknown operation";
inline constexpr std::string_view kEndpointHasPath =
    "The API is at /: the endpoint URL must have no path";
inline constexpr std::string_view kServerIssue =
    "These errors are associated with a server-side issue.";

// --- parameters ---

std::string invalid_parameter(std::string_view member, std::string_view constraint);
// Constraints.
inline constexpr std::string_view kRegistryNotFound = "Registry not found";
inline constexpr std::string_view kInvalidNextToken = "Invalid next token provided";
inline constexpr std::string_view kNeitherTagNorDigest =
    "Member must satisfy constraint: [both tag and digest cannot be null]";
inline constexpr std::string_view kWouldLockOut =
    "The repository policy would prevent you from setting another policy in the future. Use force "
    "to set it nevertheless";
std::string not_together_with(std::string_view member);
std::string at_most_long(std::size_t limit);

std::string policy_refused(const auth::PolicyError& error);

// Tags of resources.
inline constexpr std::string_view kIncompleteTag = "A tag needs a Key and a Value";
std::string reserved_key(std::string_view key);
std::string repeated_key(std::string_view key);

// --- the failures in the answers of batch operations ---

inline constexpr std::string_view kMissingLayerDigest = "Missing layer digest";
inline constexpr std::string_view kRequestedImageNotFound = "Requested image not found";
inline constexpr std::string_view kMissingDigestAndTag =
    "Invalid request parameters: both tag and digest cannot be null";
inline constexpr std::string_view kTagOfOtherImage =
    "The image tag does not point at the given image digest";
std::string invalid_layer_digest();
std::string invalid_image_digest();
std::string invalid_image_tag();

}  // namespace berth::aws::messages
