// Expected outcomes are values: every use case and port returns Result<T>. Exceptions mean a bug
// or a broken machine and are caught once, at the edge of the worker that runs a request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace berth {

// Everything that can be wrong with a request, in the domain's words. Closed: each plane maps the
// whole enumeration to its wire errors in one table (aws/error_table.cpp, oci/error_table.cpp).
enum class ErrorCode : std::uint8_t {
  invalid_parameter,  // subject: member, reason: the constraint
  unsupported,        // reason
  unauthenticated,    // no usable credentials; reason
  access_denied,      // reason
  registry_not_found,
  repository_not_found,
  repository_already_exists,
  repository_not_empty,
  repository_policy_not_found,
  image_not_found,              // digest and/or tag
  image_referenced,             // subject: digests of the indexes that hold it
  image_already_exists,         // digest, tag: the push would change nothing
  image_tag_digest_mismatch,    // digest, tag: the tag points at another image
  image_digest_mismatch,        // the manifest does not hash to `digest`
  precondition_failed,          // of the request (RFC 9110 section 13)
  blob_not_found,               // digest
  blob_already_exists,          // digest
  blob_referenced,              // digest: an image of the repository names it
  referenced_blobs_not_found,   // subject: the missing digests, "a, b"
  referenced_images_not_found,  // subject: likewise
  upload_not_found,             // subject: upload id
  upload_range_invalid,         // subject: upload id; the chunk does not continue it
  upload_in_use,                // another request is writing to the session
  upload_part_invalid,          // subject: upload id; received_bytes; reason
  upload_part_too_small,        // subject: upload id
  upload_empty,                 // subject: upload id
  digest_invalid,               // not a digest, or an unsupported algorithm; digest: as sent
  digest_mismatch,              // content does not hash to `digest`
  manifest_invalid,             // reason
  size_invalid,                 // a length does not agree with the content; reason
  body_too_large,               // reason: the limit, as "4194304 bytes"
  resource_tag_invalid,         // reason
  too_many_resource_tags,       // reason
  limit_exceeded,               // reason: the quota, in the real service's words
  too_many_uploads,             // reason: the quota; a retry may succeed
  account_entry_not_found,      // subject: "user 'ci'"; only administrators of accounts see it
  account_entry_exists,         // subject: "alias 'acme'"; likewise
};

inline constexpr std::size_t kErrorCodeCount =
    std::to_underlying(ErrorCode::account_entry_exists) + std::size_t{1};

struct Error {
  ErrorCode code = ErrorCode::invalid_parameter;
  std::string registry = {};  // account id or alias, as the plane names it
  std::string repository = {};
  std::string digest = {};
  std::string tag = {};
  std::string subject = {};
  std::string reason = {};
  std::uint64_t received_bytes = 0;  // of an upload, where its code says so

  bool operator==(const Error&) const = default;
};

template <typename T>
using Result = std::expected<T, Error>;
using Failure = std::unexpected<Error>;

inline Failure fail(Error error) {
  return Failure(std::move(error));
}

// Passes an error on: `return failure_of(result);`. Moves it out of a result that is not const.
template <typename T, typename E>
std::unexpected<E> failure_of(std::expected<T, E>& result) {
  return std::unexpected(std::move(result.error()));
}
template <typename T, typename E>
std::unexpected<E> failure_of(const std::expected<T, E>& result) {
  return std::unexpected(result.error());
}

}  // namespace berth
