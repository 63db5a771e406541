// Accounts as values: aliases, users, their access keys and policies.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "registry/values/model.h"

namespace berth {

enum class AliasOrigin : std::uint8_t {
  given,   // came with the registry and stays: the default alias
  chosen,  // a custom one
};
enum class AliasRank : std::uint8_t { secondary, primary };

struct AliasDetail {
  RegistryAlias name;
  AliasOrigin origin = AliasOrigin::given;
  AliasRank rank = AliasRank::secondary;
};

struct User {
  RegistryId registry;
  std::string name;  // see is_user_name()
  Timestamp created_at;
  UserId id = {};  // assigned by the store
};

struct AccessKey {
  Principal principal;
  std::string sealed_secret;  // the secret access key, see auth/key_ring.h
  Timestamp created_at;
};

// What a user may do. Without a document: the managed policy of that name.
struct UserPolicy {
  std::string name;
  std::string document;  // JSON, as auth/policy.h reads it
  bool operator==(const UserPolicy&) const = default;
};

// [\w+=,.@-]{1,64}, as IAM has it.
bool is_user_name(std::string_view text);
inline constexpr std::string_view kUserNameForm =
    "1 to 64 letters, digits and characters of _+=,.@-";
// [\w+=,.@-]{1,128}
bool is_policy_name(std::string_view text);
inline constexpr std::string_view kPolicyNameForm =
    "1 to 128 letters, digits and characters of _+=,.@-";

}  // namespace berth
