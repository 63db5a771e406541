// Why a login of the OCI plane is refused.
#pragma once

#include <cstdint>

namespace berth::auth {

enum class LoginFault : std::uint8_t {
  no_credentials,  // and nobody may do it
  // The Authorization header cannot be read.
  header_too_long,
  unknown_scheme,
  basic_malformed,
  basic_required,  // the token endpoint takes nothing else
  // It was never issued here.
  unknown_token,
  unknown_refresh_token,
  unknown_password,  // of the user AWS
  unknown_user,      // or access key; or the secret of the key is wrong
  misused_refresh_token,
  no_registry,  // in the emulator: there is nobody yet whom it could believe
  // It was issued here, but has expired or lost its access key.
  token_expired,
  login_expired,
  access_key_deleted,
};

inline constexpr LoginFault kLastLoginFault = LoginFault::access_key_deleted;

constexpr bool has_ended(LoginFault fault) {
  return fault >= LoginFault::token_expired;
}

}  // namespace berth::auth
