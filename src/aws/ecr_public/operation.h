// An operation of the AWS plane: a request, a response, the errors it declares, and run(). Each has
// a file under operations/; operation_table.cpp lists them.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

#include "aws/ecr_public/exceptions.h"
#include "aws/ecr_public/next_token.h"
#include "aws/ecr_public/refusal.h"
#include "aws/protocol/shape.h"
#include "http/handler.h"
#include "plane/author.h"
#include "plane/origin.h"
#include "plane/services.h"

namespace berth::aws {

// What an operation may use. Lives until the response is written.
struct Context {
  const plane::Services& services;
  // For a listing (kAnswer), one state of the stores; for all others, what is stored at each call.
  Reads& reads;
  const NextTokens& next_tokens;
  std::string_view operation;
  plane::Origin origin;
  http::RequestNotes& notes;
  const Principal& caller;
  auth::Circumstances circumstances;
  const http::RequestHead& head;

  // Of what the operation changes now.
  [[nodiscard]] Author author() const {
    return plane::author_of(head, caller, Via::api, services.clock);
  }
  [[nodiscard]] Result<void> authorize(std::string_view action, const auth::Target& target) const {
    return services.authorizer.authorize(reads, caller, circumstances, action, target);
  }
};

// kMaxRequestBytes or kMaxLargeRequestBytes. An operation declares it as kRequestSize; the default
// is small.
enum class RequestSize : std::uint8_t { small, large };

// Listings depend only on what is stored: until that changes, the same request by the same caller
// has the same answer, unless a policy depended on the circumstances. An operation declares it as
// kAnswer; the default is of_moment.
enum class AnswerKind : std::uint8_t { of_moment, of_store };

// Whether it adds to what is stored, which is refused when the disk is full. An operation declares
// it as kGrowth; the default is none.
enum class Growth : std::uint8_t { none, adds };

// An operation declares it as kEffort. The default is brief for short requests whose answer is
// of_store, otherwise may_wait.
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
                      } -> std::convertible_to<ErrorType>;  // as the service model declares
                      { T::run(context, request) } -> std::same_as<Outcome<typename T::Response>>;
                    };

}  // namespace berth::aws
