// Makes access keys in the forms of AWS.
#pragma once

#include <string>

#include "auth/key_ring.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "registry/values/account.h"

namespace berth::auth {

struct NewAccessKey {
  AccessKey key;       // as it is stored
  std::string secret;  // 40 characters; shown once, to its holder
};

// Whether `text` has the form of an access key id: 16 to 32 capital letters and digits. A secret
// access key, which somebody may give in its place, is longer.
bool is_access_key_id(std::string_view text);

NewAccessKey make_access_key(const RegistryId& registry, std::string_view user_name,
                             const KeyRing& keys, const Clock& clock, Entropy& entropy);

// The key as the default profile of a credentials file of the AWS CLI and SDKs.
std::string credentials_text(const NewAccessKey& key);

}  // namespace berth::auth
