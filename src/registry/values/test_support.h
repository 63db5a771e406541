// For tests only: of tables over ErrorCode.
#pragma once

#include <vector>

#include "registry/values/error.h"

namespace berth {

// For the code whose error this is.
inline void add_sample_facts(Error& error) {
  switch (error.code) {
    case ErrorCode::name_invalid:
      error.facts = InvalidName{.name = NameKind::tag, .text = "-tag"};
      break;
    case ErrorCode::logo_invalid:
      error.facts = LogoFault::not_png;
      break;
    case ErrorCode::access_denied:
      error.facts = Denial{.user = "arn:aws:iam::123456789012:user/ci",
                           .action = "ecr-public:PutImage",
                           .resource = "arn:aws:ecr-public::123456789012:repository/team/app"};
      break;
    case ErrorCode::upload_part_invalid:
      error.facts = InvalidPart{.received_bytes = 7};
      break;
    case ErrorCode::manifest_invalid:
      error.facts = ManifestFault{.kind = ManifestFaultKind::no_config};
      break;
    case ErrorCode::body_too_large:
    case ErrorCode::too_many_resource_tags:
      error.facts = Limit{50};
      break;
    case ErrorCode::limit_exceeded:
      error.facts = UsedQuota{.quota = Quota::images, .limit = 9};
      break;
    case ErrorCode::too_many_uploads:
      error.facts = UsedQuota{.quota = Quota::uploads_per_access_key, .limit = 9};
      break;
    case ErrorCode::account_entry_not_found:
    case ErrorCode::account_entry_exists:
      error.facts = AccountEntry{.kind = EntryKind::user, .name = "ci"};
      break;
    case ErrorCode::query_invalid:
      error.facts = InvalidQuery{.part = QueryPart::version_range, .text = ">>1"};
      break;
    case ErrorCode::digest_invalid:
    case ErrorCode::arn_invalid:
    case ErrorCode::unauthenticated:
    case ErrorCode::registry_not_found:
    case ErrorCode::repository_not_found:
    case ErrorCode::repository_already_exists:
    case ErrorCode::repository_not_empty:
    case ErrorCode::repository_policy_not_found:
    case ErrorCode::image_not_found:
    case ErrorCode::image_referenced:
    case ErrorCode::image_already_exists:
    case ErrorCode::image_tag_digest_mismatch:
    case ErrorCode::image_digest_mismatch:
    case ErrorCode::tag_without_past:
    case ErrorCode::precondition_failed:
    case ErrorCode::blob_not_found:
    case ErrorCode::blob_already_exists:
    case ErrorCode::blob_referenced:
    case ErrorCode::referenced_blobs_not_found:
    case ErrorCode::referenced_images_not_found:
    case ErrorCode::upload_not_found:
    case ErrorCode::upload_in_use:
    case ErrorCode::upload_part_too_small:
    case ErrorCode::upload_empty:
    case ErrorCode::digest_mismatch:
    case ErrorCode::alias_fixed:
      break;  // the members of Error say all
  }
}

// An error of each code, with the facts that it has.
inline std::vector<Error> sample_errors() {
  std::vector<Error> samples;
  for (std::size_t code = 0; code < kErrorCodeCount; ++code) {
    Error error{.code = static_cast<ErrorCode>(code),
                .registry = "123456789012",
                .repository = "team/app",
                .digest = "sha256:0123",
                .tag = "v1",
                .subject = "the-subject"};
    add_sample_facts(error);
    samples.push_back(std::move(error));
  }
  return samples;
}

}  // namespace berth
