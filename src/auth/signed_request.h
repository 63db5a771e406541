// A request with a signature, and what was found out about that.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "auth/signature_header.h"
#include "http/message.h"
#include "registry/ports/store_version.h"
#include "registry/values/model.h"

namespace berth::auth {

// What it takes to check a signature with one key on one day.
struct Signer {
  Principal principal;
  std::string sealed_secret;
  // By the secret as it is sealed: after a commit, when nothing is known of signers, it need not be
  // made again.
  std::shared_ptr<const std::string> signing_key;
};

// One request, of which an Authenticator may be asked several things: what the request says about
// its signature is read once, and the signature is computed once for one key. One thread at a time.
class SignedRequest {
 public:
  // The head outlives this. `service`: the signing name of a service model ("ecr-public"), for
  // which the signature has to be; it lives for ever.
  SignedRequest(const http::RequestHead& head, std::string_view service)
      : head_(head), service_(service) {}

  [[nodiscard]] const http::RequestHead& head() const { return head_; }
  // The errors of read_signature() and check_scope().
  const std::expected<PresentedSignature, SignatureError>& presented();

 private:
  friend class Authenticator;

  const http::RequestHead& head_;
  std::string_view service_;
  std::optional<std::expected<PresentedSignature, SignatureError>> presented_;
  // What was remembered of signers for that version; null: not this one.
  std::shared_ptr<const Signer> signer_;
  std::optional<StoreVersion> signer_version_;
  // The key for which is_match_ was found out; null: for none yet.
  std::shared_ptr<const std::string> tried_key_;
  bool is_match_ = false;
};

}  // namespace berth::auth
