// What an operation of the AWS plane is: a request, a response, the errors it declares, and run().
// One file each under operations/; operation_table.cpp lists them.
#pragma once

#include <concepts>
#include <string_view>

#include "auth/authenticator.h"
#include "aws/next_token.h"
#include "aws/service_error.h"
#include "aws/shape.h"
#include "base/clock.h"
#include "base/result.h"
#include "registry/metadata_store.h"

namespace berth::aws {

// What one run may use. Lives until the response is written.
struct Context {
  MetadataStore& metadata;
  const auth::Authenticator& authenticator;
  const NextTokens& next_tokens;
  const Clock& clock;
  std::string_view operation;
  std::string_view host;  // under which clients reach the registry: "localhost:5000"
  Principal caller;
};

// A request without members.
struct EmptyRequest {
  static constexpr auto members() { return std::tuple(); }
};

template <typename T>
concept Operation = Structure<typename T::Request> && Structure<typename T::Response> &&
                    requires(const Context& context, const typename T::Request& request) {
                      { T::kName } -> std::convertible_to<std::string_view>;
                      {
                        *T::kErrors.begin()
                      } -> std::convertible_to<WireError>;  // as the service model declares
                      { T::run(context, request) } -> std::same_as<Result<typename T::Response>>;
                    };

}  // namespace berth::aws
