#include "aws/ecr_public/next_token.h"

#include "base/crypto.h"
#include "base/encoding.h"

namespace berth::aws {
namespace {

constexpr std::string_view kPurpose = "next tokens, version 1";
constexpr char kVersion = 1;
constexpr std::size_t kMacBytes = 32;
constexpr std::size_t kHeaderBytes = 1 + kMacBytes;

// Only the last part can contain a NUL, so different scopes and positions never read the same.
std::string authenticate(std::string_view key, const ListingScope& scope,
                         std::string_view position) {
  std::string text(1, kVersion);
  for (const std::string_view part : {scope.operation, scope.registry, scope.repository}) {
    text += part;
    text += '\0';
  }
  text += position;
  return hmac_sha256(key, text);
}

}  // namespace

NextTokens::NextTokens(const auth::KeyRing& keys) : key_(keys.derive(kPurpose)) {}

std::string NextTokens::issue(const ListingScope& scope, std::string_view position) const {
  std::string token(1, kVersion);
  token += authenticate(key_, scope, position);
  token += position;
  return to_base64(token);
}

std::optional<std::string> NextTokens::open(const ListingScope& scope,
                                            std::string_view token) const {
  if (token.size() > kMaxNextTokenBytes) return std::nullopt;
  const std::optional<std::string> bytes = from_base64(token);
  if (!bytes || bytes->size() < kHeaderBytes || bytes->front() != kVersion) return std::nullopt;
  const std::string_view mac = std::string_view(*bytes).substr(1, kMacBytes);
  std::string position = bytes->substr(kHeaderBytes);
  if (!equal_in_constant_time(mac, authenticate(key_, scope, position))) return std::nullopt;
  return position;
}

}  // namespace berth::aws
