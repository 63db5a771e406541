// What an operation of the AWS plane is: a request, a response, the errors it declares, and run().
// One file each under operations/; operation_table.cpp lists them.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

#include "aws/ecr_public/next_token.h"
#include "aws/protocol/service_error.h"
#include "aws/protocol/shape.h"
#include "base/result.h"
#include "http/handler.h"
#include "plane/origin.h"
#include "plane/services.h"

namespace berth::aws {

// What one run may use. Lives until the response is written.
struct Context {
  const plane::Services& services;
  const NextTokens& next_tokens;
  std::string_view operation;
  plane::Origin origin;
  http::RequestNotes& notes;
  const Principal& caller;
  auth::Circumstances circumstances;
};

// kMaxRequestBytes, kMaxLargeRequestBytes. Of an operation its kRequestSize; small if it has none.
enum class RequestSize : std::uint8_t { small, large };

// Listings say what is stored and nothing else: until that changes, the same question by the same
// caller has the same answer, unless a policy went by the circumstances. Of an operation its
// kAnswer; of_moment if it has none.
enum class AnswerKind : std::uint8_t { of_moment, of_store };

// Whether it adds to what is stored, which is refused where there is no room for more. Of an
// operation its kGrowth; none if it has none.
enum class Growth : std::uint8_t { none, adds };

// Of an operation its kEffort; brief if it has none, where its answer is of_store and it is asked
// for in few words, else may_wait.
using http::Effort;

// A request or response without members.
struct Empty {
  static constexpr auto members() { return std::tuple(); }
};

template <typename T>
concept Operation = Structure<typename T::Request> && Structure<typename T::Response> &&
                    requires(const Context& context, const typename T::Request& request) {
                      { T::kName } -> std::convertible_to<std::string_view>;
                      { T::kSummary } -> std::convertible_to<std::string_view>;  // documentation
                      {
                        *T::kErrors.begin()
                      } -> std::convertible_to<WireError>;  // as the service model declares
                      { T::run(context, request) } -> std::same_as<Result<typename T::Response>>;
                    };

}  // namespace berth::aws
