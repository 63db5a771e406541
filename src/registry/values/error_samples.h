// For tests of tables over ErrorCode: an error of each code, with the facts that it has.
#pragma once

#include <vector>

#include "registry/values/error.h"

namespace berth {

inline std::vector<Error> sample_errors() {
  std::vector<Error> samples;
  for (std::size_t code = 0; code < kErrorCodeCount; ++code) {
    Error error{.code = static_cast<ErrorCode>(code),
                .registry = "123456789012",
                .repository = "team/app",
                .digest = "sha256:0123",
                .tag = "v1",
                .subject = "the-subject"};
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
      default:  // the members above say all
        break;
    }
    samples.push_back(std::move(error));
  }
  return samples;
}

}  // namespace berth
