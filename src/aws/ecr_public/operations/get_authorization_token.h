// GetAuthorizationToken: a login for container clients, 12 hours long.
#pragma once

#include <array>
#include <string>

#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/shapes.h"

namespace berth::aws {

struct GetAuthorizationToken {
  static constexpr std::string_view kName = "GetAuthorizationToken";
  static constexpr std::string_view kSummary =
      "A login for container clients, 12 hours long: `authorizationToken` is base64 of "
      "`AWS:<password>`.";
  static constexpr std::array kErrors{exceptions::server, exceptions::invalid_parameter,
                                      exceptions::unsupported_command};

  using Request = Empty;

  struct AuthorizationData {
    std::string authorization_token;  // base64("AWS:<password>")
    Timestamp expires_at;

    static constexpr auto members() {
      using Self = AuthorizationData;
      return std::tuple(optional("authorizationToken", &Self::authorization_token, shapes::base64),
                        optional("expiresAt", &Self::expires_at, shapes::expiration_timestamp));
    }
  };

  struct Response {
    AuthorizationData authorization_data;

    static constexpr auto members() {
      return std::tuple(
          optional("authorizationData", &Response::authorization_data, shapes::authorization_data));
    }
  };

  static Outcome<Response> run(const Context& context, const Request& request);
};

}  // namespace berth::aws
