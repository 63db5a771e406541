// A signed request, and what is known about its signature.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "auth/signature_header.h"
#include "http/message.h"
#include "registry/ports/basis.h"
#include "registry/values/model.h"

namespace berth::auth {

// Everything it takes to check a signature with one key on one day.
struct Signer {
  Principal principal;
  std::string sealed_secret;
  // Also cached by the sealed secret, so that it need not be made again when the signer is
  // forgotten because something else in its registry has changed.
  std::shared_ptr<const std::string> signing_key;
  Basis basis;
};

// One request, about which an Authenticator may be asked several times: its signature is read once,
// and computed once for one key. One thread at a time.
class SignedRequest {
 public:
  // The head must outlive this. `service`: the signing name of a service model ("ecr-public"),
  // which the signature must be for; it lives for ever.
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
  std::shared_ptr<const Signer> signer_;  // found before; null: none
  // The key that is_match_ is about; null: none yet.
  std::shared_ptr<const std::string> tried_key_;
  bool is_match_ = false;
};

}  // namespace berth::auth
