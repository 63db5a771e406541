#include "auth/credentials.h"

#include "base/ascii.h"
#include "base/encoding.h"

namespace berth::auth {
namespace {

std::string_view scheme_of(std::string_view authorization) {
  return authorization.substr(0, authorization.find(' '));
}

// RFC 7617 section 2: the user name has no colon, the password may. nullopt: no colon at all.
std::optional<Credentials> split_login(std::string_view login) {
  const std::size_t colon = login.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return Credentials{.kind = Credentials::Kind::password,
                     .user = std::string(login.substr(0, colon)),
                     .secret = std::string(login.substr(colon + 1))};
}

}  // namespace

bool is_basic(std::string_view authorization) {
  return equal_ignoring_case(scheme_of(authorization), "Basic");
}

std::expected<Credentials, LoginFault> read_credentials(std::string_view authorization) {
  if (authorization.size() > kMaxLoginAuthorizationBytes) {
    return std::unexpected(LoginFault::header_too_long);
  }
  const std::string_view scheme = scheme_of(authorization);
  std::string_view encoded = authorization.substr(scheme.size());
  while (encoded.starts_with(' ')) encoded.remove_prefix(1);

  const bool is_password = is_basic(authorization);
  if (!is_password && !equal_ignoring_case(scheme, "Bearer")) {
    return std::unexpected(LoginFault::unknown_scheme);
  }
  const std::optional<std::string> decoded = from_base64(encoded);
  std::optional<Credentials> login = decoded ? split_login(*decoded) : std::nullopt;
  if (is_password) {
    if (!login) return std::unexpected(LoginFault::basic_malformed);
    return *std::move(login);
  }
  // No token has a colon in it.
  if (login && login->user == kLoginUserName) return *std::move(login);
  return Credentials{.kind = Credentials::Kind::token, .user = {}, .secret = std::string(encoded)};
}

}  // namespace berth::auth
