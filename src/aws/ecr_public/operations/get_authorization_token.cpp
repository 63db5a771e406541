#include "aws/ecr_public/operations/get_authorization_token.h"

#include "base/encoding.h"

namespace berth::aws {

Outcome<GetAuthorizationToken::Response> GetAuthorizationToken::run(const Context& context,
                                                                    const Request&) {
  auto allowed =
      context.authorize(context.operation, {.owner = context.caller.registry, .arn = "*"});
  if (!allowed) return failure_of(allowed);
  const auth::Authenticator::Login login =
      context.services.authenticator.issue_login(context.caller);
  const std::string user_and_password = std::string(auth::kLoginUserName) + ':' + login.password;
  return Response{.authorization_data = {.authorization_token = to_base64(user_and_password),
                                         .expires_at = login.expires_at}};
}

}  // namespace berth::aws
