// The keys that conditions may use: those of ecr-public, and those of every service that Berth can
// determine for a request.
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace berth::auth {

enum class ConditionKey : std::uint8_t {
  current_time,       // aws:CurrentTime
  epoch_time,         // aws:EpochTime
  principal_account,  // aws:PrincipalAccount
  principal_arn,      // aws:PrincipalArn
  request_tag,        // aws:RequestTag/<tag key>
  resource_tag,       // aws:ResourceTag/<tag key>, ecr-public:ResourceTag/<tag key>
  secure_transport,   // aws:SecureTransport
  source_ip,          // aws:SourceIp
  tag_keys,           // aws:TagKeys
  username,           // aws:username
};

// Names compare without regard to case. nullopt: Berth cannot determine it.
std::optional<ConditionKey> find_condition_key(std::string_view name);

}  // namespace berth::auth
