// The login in a request's Authorization header, before it is verified.
#pragma once

#include <string>
#include <string_view>

#include "base/crypto.h"

namespace berth::auth {

// The key by which a known login is found: hashed once, however often it is used.
class PresentedLogin {
 public:
  // The value of the header, which must outlive this.
  explicit PresentedLogin(std::string_view authorization)
      : authorization_(authorization), key_(sha256_hex(authorization)) {}

  [[nodiscard]] std::string_view authorization() const { return authorization_; }
  // A hash, since a lookup compares keys, and the time that takes must not reveal the secret.
  [[nodiscard]] const std::string& key() const { return key_; }

 private:
  std::string_view authorization_;
  std::string key_;
};

}  // namespace berth::auth
