// What a request says in its Authorization header about who sends it.
#pragma once

#include <string>
#include <string_view>

#include "base/crypto.h"

namespace berth::auth {

// By what a login is looked up among those that are known: hashed once, however often it is asked
// about.
class PresentedLogin {
 public:
  // The value of the header, which outlives this.
  explicit PresentedLogin(std::string_view authorization)
      : authorization_(authorization), key_(sha256_hex(authorization)) {}

  [[nodiscard]] std::string_view authorization() const { return authorization_; }
  // A hash, for looking up compares, and how long it takes shall tell nothing of the secret.
  [[nodiscard]] const std::string& key() const { return key_; }

 private:
  std::string_view authorization_;
  std::string key_;
};

}  // namespace berth::auth
