// Everything that can be wrong with a request, as facts. No sentences: each plane writes its own
// (aws/ecr_public/messages.cpp, oci/messages.cpp), and so do the commands (cli/messages.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "base/result.h"

namespace berth {

// Closed: each plane maps all of it in one table (aws/ecr_public/refusal.cpp,
// oci/wire_error.cpp). Beside a code: the members of Error that it fills in, besides `registry`
// and `repository`.
enum class ErrorCode : std::uint8_t {
  name_invalid,     // facts: InvalidName
  digest_invalid,   // digest, as sent: not a digest, or an unsupported algorithm
  arn_invalid,      // subject, as sent: not the ARN of a repository
  logo_invalid,     // facts: LogoFault
  unauthenticated,  // an anonymous caller, who may only read
  access_denied,    // facts: Denial
  registry_not_found,
  repository_not_found,
  repository_already_exists,
  repository_not_empty,
  repository_policy_not_found,
  image_not_found,              // digest and/or tag
  image_referenced,             // subject: the digests of the indexes that hold it, "a, b"
  image_already_exists,         // digest, tag: the push would change nothing
  image_tag_digest_mismatch,    // digest, tag: the tag points at another image
  image_digest_mismatch,        // the manifest does not hash to `digest`
  tag_without_past,             // tag: it pointed at no image before
  precondition_failed,          // of the request (RFC 9110 section 13)
  blob_not_found,               // digest
  blob_already_exists,          // digest
  blob_referenced,              // digest: an image of the repository names it
  referenced_blobs_not_found,   // subject: the missing digests, "a, b"
  referenced_images_not_found,  // subject: likewise
  upload_not_found,             // subject: upload id
  upload_in_use,                // subject: upload id; another request is writing to the session
  upload_part_invalid,          // subject: upload id; facts: InvalidPart
  upload_part_too_small,        // subject: upload id
  upload_empty,                 // subject: upload id
  digest_mismatch,              // content does not hash to `digest`
  manifest_invalid,             // facts: ManifestFault
  body_too_large,               // facts: Limit, in bytes
  too_many_resource_tags,       // facts: Limit
  limit_exceeded,               // facts: UsedQuota; tag, or subject: upload id
  too_many_uploads,             // facts: UsedQuota; a retry may succeed
  account_entry_not_found,      // facts: AccountEntry; only administrators of accounts see it
  account_entry_exists,         // facts: AccountEntry; likewise
  alias_fixed,                  // subject: the default or primary alias, which stays
  query_invalid,                // facts: InvalidQuery
};

inline constexpr std::size_t kErrorCodeCount =
    std::to_underlying(ErrorCode::query_invalid) + std::size_t{1};

// --- facts ---

struct Limit {
  std::uint64_t value = 0;
  bool operator==(const Limit&) const = default;
};

// The limits are constants of the name's class (registry/values/names.h).
enum class NameKind : std::uint8_t { registry_id, registry_alias, repository, tag };
enum class NameFault : std::uint8_t {
  too_short,
  too_long,
  wrong_form,
  reserved,  // of a new alias: the server has pages of its own at that address (rules/accounts.h)
};
struct InvalidName {
  NameKind name = NameKind::repository;
  NameFault fault = NameFault::wrong_form;
  std::string text = {};  // as sent: any bytes
  bool operator==(const InvalidName&) const = default;
};

enum class LogoFault : std::uint8_t { not_png, wrong_size };

// What is wrong with how tags or repositories are to be listed (registry/values/tag_query.h,
// repository_search.h): the part that cannot be read, or does not go with the others.
enum class QueryPart : std::uint8_t {
  order,
  position,
  prefix,
  text,
  glob,
  version_range,
  as_of,
};
struct InvalidQuery {
  QueryPart part = QueryPart::order;
  std::string text = {};  // as sent: any bytes
  bool operator==(const InvalidQuery&) const = default;
};

// Why a caller may not do something.
enum class DenialReason : std::uint8_t {
  identity_policy_denies,
  resource_policy_denies,
  no_identity_policy_allows,
  no_resource_policy_allows,
};
struct Denial {
  std::string user;      // its ARN
  std::string action;    // "ecr-public:PutImage"
  std::string resource;  // its ARN
  DenialReason reason = DenialReason::no_identity_policy_allows;
  bool operator==(const Denial&) const = default;
};

enum class Quota : std::uint8_t {
  repositories,
  images,
  tags_per_image,
  layer_size,
  layer_parts,
  uploads_per_access_key,
  uploads_per_repository,
  uploads_per_registry,
  upload_bytes_per_registry,
  storage_per_repository,
  storage_per_registry,
};
struct UsedQuota {
  Quota quota = Quota::repositories;
  std::uint64_t limit = 0;
  // Quotas of storage only, in bytes: what is stored, and what a request would add.
  std::uint64_t used = 0;
  std::uint64_t more = 0;
  bool operator==(const UsedQuota&) const = default;
};

enum class PartFault : std::uint8_t {
  wrong_start,   // it does not continue the upload
  wrong_length,  // it is not as long as its first and last byte say
};
struct InvalidPart {
  PartFault fault = PartFault::wrong_start;
  std::uint64_t received_bytes = 0;  // of the upload so far
  bool operator==(const InvalidPart&) const = default;
};

// Something that an administrator named.
enum class EntryKind : std::uint8_t { account, alias, user, access_key, policy };
struct AccountEntry {
  EntryKind kind = EntryKind::account;
  std::string name = {};
  bool operator==(const AccountEntry&) const = default;
};

// What is wrong with a manifest. Beside a kind: what `subject` is, and other members that it fills
// in.
enum class ManifestFaultKind : std::uint8_t {
  not_json,  // subject: the parser's reason
  not_an_object,
  repeated_member,   // the name of the member; empty: too long to be quoted
  ambiguous_member,  // the name of a member; expected: the specified name that some take it for
  wrong_schema_version,
  unsupported_media_type,          // the media type
  declared_other_media_type,       // the mediaType; expected: what it was pushed as
  structured_as_other_media_type,  // the media type that the structure shows; expected: likewise
  not_a_string,                    // the name of the member
  not_a_list,                      // the name of the member
  too_long,                        // the name of the member; expected: the limit in bytes
  manifests_in_image,
  layers_in_index,
  no_config,
  too_many_descriptors,
  descriptor_not_an_object,
  descriptor_without_digest,
  descriptor_without_size,
  descriptor_with_invalid_digest,  // the digest, as sent
  two_sizes,                       // the digest that is named with both
  two_media_types,                 // likewise
  sizes_too_large,                 // in total
  annotations_not_strings,
  annotations_too_long,
  other_size,        // the digest of a blob or manifest; actual, expected: sizes in bytes; index
  other_media_type,  // likewise; actual, expected: media types; index
};
struct ManifestFault {
  ManifestFaultKind kind = ManifestFaultKind::not_json;
  std::string subject = {};
  std::string actual = {};
  std::string expected = {};
  std::string index = {};  // the digest of the stored index that says so; empty: the manifest does
  bool operator==(const ManifestFault&) const = default;
};

// --- the error ---

struct Error {
  ErrorCode code = {};
  std::string registry = {};  // account id or alias, as the plane names it
  std::string repository = {};
  std::string digest = {};
  std::string tag = {};
  std::string subject = {};
  std::variant<std::monostate, Limit, InvalidName, LogoFault, Denial, UsedQuota, InvalidPart,
               AccountEntry, ManifestFault, InvalidQuery>
      facts = {};

  bool operator==(const Error&) const = default;
};

// The facts that the error's code fills in.
template <typename Facts>
const Facts& facts_of(const Error& error) {
  return std::get<Facts>(error.facts);
}

template <typename T>
using Result = std::expected<T, Error>;
using Failure = std::unexpected<Error>;

inline Failure fail(Error error) {
  return Failure(std::move(error));
}

}  // namespace berth
