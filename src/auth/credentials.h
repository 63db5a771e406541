// The credentials in an Authorization header of the OCI plane: read, but not yet verified.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "auth/bearer_token.h"
#include "auth/login_fault.h"

namespace berth::auth {

// The user name of a login with a password of GetAuthorizationToken: "AWS", as with Amazon ECR.
inline constexpr std::string_view kLoginUserName = "AWS";

// Room for "Basic " or "Bearer " and the longest token, encoded once more; longer values are not
// read.
inline constexpr std::size_t kMaxLoginAuthorizationBytes = 2 * kMaxTokenBytes;

struct Credentials {
  enum class Kind : std::uint8_t {
    password,  // of a user: Basic, or GetAuthorizationToken's authorizationToken as a Bearer
    token,     // a Bearer
  };
  Kind kind = Kind::token;
  std::string user;    // empty for a token
  std::string secret;  // the password or the token
};

// header_too_long, unknown_scheme; basic_malformed: not base64 of USER:PASSWORD.
std::expected<Credentials, LoginFault> read_credentials(std::string_view authorization);

// Whether the scheme is Basic (RFC 9110 section 11.1: in any case).
bool is_basic(std::string_view authorization);

}  // namespace berth::auth
