// Why an operation of ecr-public is refused: everything that can go wrong converts to an exception
// of the service model, with a message of messages.h.
#pragma once

#include <expected>
#include <utility>

#include "auth/policy.h"
#include "auth/signature_header.h"
#include "aws/ecr_public/exceptions.h"
#include "aws/protocol/decoder.h"
#include "aws/protocol/service_error.h"
#include "registry/values/error.h"

namespace berth::aws {

struct Refusal {
  Refusal(ServiceError service_error) : error(std::move(service_error)) {}
  Refusal(const Error& domain_error);
  Refusal(const DecodeError& decode_error);
  Refusal(const auth::PolicyError& policy_error);
  Refusal(const auth::SignatureError& signature_error);

  ServiceError error;
};

// What an operation returns. The domain's errors convert: `return failure_of(result);`.
template <typename T>
using Outcome = std::expected<T, Refusal>;

// InvalidParameterException: the member breaks the constraint.
std::unexpected<Refusal> invalid_parameter(std::string_view member, std::string_view constraint);

}  // namespace berth::aws
