#include "registry/rules/upload_ownership.h"

namespace berth {

bool is_busy(const UploadHolder& holder, SteadyTime now) {
  return holder.uses > 0 || now - holder.idle_since < kIdleBeforeTakeover;
}

UploadClaim claim_on(const UploadHolder& holder) {
  return {.epoch = holder.epoch, .uses_begun = holder.uses_begun};
}

bool may_change(std::uint64_t epoch, const std::optional<UploadClaim>& claim,
                const UploadHolder& holder) {
  if (!claim) return holder.epoch == epoch;
  return holder.uses == 0 && holder.epoch == claim->epoch && holder.uses_begun == claim->uses_begun;
}

ErrorCode refusal_of_change(const std::optional<UploadClaim>& claim) {
  return claim ? ErrorCode::upload_in_use : ErrorCode::upload_not_found;
}

}  // namespace berth
