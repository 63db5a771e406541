// nextToken: where a listing goes on. The token holds the key of the last element returned. So
// every page costs the same, and tokens stay valid whatever is written meanwhile and after every
// restart. docs/formats/tokens.md describes the format.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "auth/key_ring.h"

namespace berth::aws {

// Our tokens have at most some 300 bytes; much longer ones are refused unread.
inline constexpr std::size_t kMaxNextTokenBytes = 1024;

// The only listing that a token is valid for.
struct ListingScope {
  std::string_view operation;
  std::string_view registry;
  std::string_view repository;  // empty: the listing is not of one repository
};

// Immutable: any thread may call.
class NextTokens {
 public:
  explicit NextTokens(const auth::KeyRing& keys);

  [[nodiscard]] std::string issue(const ListingScope& scope, std::string_view position) const;
  // The position. nullopt: the token was not issued by this service for this listing.
  [[nodiscard]] std::optional<std::string> open(const ListingScope& scope,
                                                std::string_view token) const;

 private:
  Secret key_;
};

}  // namespace berth::aws
