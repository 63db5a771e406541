#include "sts/operation_table.h"

#include <algorithm>
#include <array>

#include "registry/values/arn.h"
#include "sts/xml.h"

namespace berth::sts {
namespace {

// "No permissions are required to perform this operation", even if they are denied.
std::string get_caller_identity(const Context& context) {
  std::string result;
  append_element(result, "Arn", user_arn(context.caller.registry, context.caller.user_name));
  append_element(result, "UserId", context.caller.user_id.text());
  append_element(result, "Account", context.caller.registry.text());
  return result;
}

constexpr std::array kOperations{Operation{"GetCallerIdentity", get_caller_identity}};

}  // namespace

std::span<const Operation> operations() {
  return kOperations;
}

std::uint8_t row_of(const Operation& operation) {
  return static_cast<std::uint8_t>(&operation - kOperations.data());
}

const Operation* find_operation(std::string_view name) {
  const auto* found = std::ranges::find(kOperations, name, &Operation::name);
  return found == kOperations.end() ? nullptr : found;
}

}  // namespace berth::sts
