#include "auth/signed_request.h"

#include "base/result.h"

namespace berth::auth {

const std::expected<PresentedSignature, SignatureError>& SignedRequest::presented() {
  if (!presented_) {
    presented_.emplace(read_signature(head_));
    if (*presented_) {
      const auto checked = check_scope(**presented_, service_);
      if (!checked) *presented_ = failure_of(checked);
    }
  }
  return *presented_;
}

}  // namespace berth::auth
