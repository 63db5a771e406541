#include "sts/operation_table.h"

#include <algorithm>
#include <array>

#include "base/crypto.h"
#include "registry/values/arn.h"
#include "sts/xml.h"

namespace berth::sts {
namespace {

// The unique id of a user, in the form of IAM's ("AIDA" and 17 characters): made of the account,
// the name, and when the user was made, so that no other user ever has it, not even one of that
// name
// (docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids).
std::string unique_id(const Context& context) {
  constexpr std::string_view kCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  constexpr std::size_t kHashedCharacters = 17;
  const auto users = context.services.accounts.list_users(context.caller.registry);
  const auto user = std::ranges::find(users, context.caller.user_name, &User::name);
  // The emulator's is in no store.
  const std::int64_t made_at = user == users.end() ? 0 : to_milliseconds(user->created_at);
  const Sha256Value hash = sha256(context.caller.registry.text() + '\n' + context.caller.user_name +
                                  '\n' + std::to_string(made_at));
  std::string id = "AIDA";
  for (std::size_t i = 0; i < kHashedCharacters; ++i) {
    id += kCharacters[std::to_integer<std::size_t>(hash.at(i)) % kCharacters.size()];
  }
  return id;
}

// "No permissions are required to perform this operation", even if they are denied.
std::string get_caller_identity(const Context& context) {
  std::string result;
  append_element(result, "Arn", user_arn(context.caller.registry, context.caller.user_name));
  append_element(result, "UserId", unique_id(context));
  append_element(result, "Account", context.caller.registry.text());
  return result;
}

constexpr std::array kOperations{Operation{"GetCallerIdentity", get_caller_identity}};

}  // namespace

const Operation* find_operation(std::string_view name) {
  const auto* found = std::ranges::find(kOperations, name, &Operation::name);
  return found == kOperations.end() ? nullptr : found;
}

}  // namespace berth::sts
