// A user's permanent id, in the form of IAM's unique ids: "AIDA" and 17 characters of A to Z and 2
// to 7. A user that is deleted and created again under the same name gets another one.
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/entropy.h"

namespace berth {

class UserId {
 public:
  static constexpr std::size_t kLength = 21;

  // The id of nobody.
  constexpr UserId() = default;
  static std::optional<UserId> parse(std::string_view text);

  [[nodiscard]] bool is_nobodys() const { return text_.front() == '\0'; }
  // Empty if it is nobody's.
  [[nodiscard]] std::string_view text() const {
    return is_nobodys() ? std::string_view() : std::string_view(text_.data(), text_.size());
  }
  bool operator==(const UserId&) const = default;

 private:
  std::array<char, kLength> text_{};
};

// An id for a new user. 85 random bits: no other user has or had it.
UserId make_user_id(Entropy& entropy);

}  // namespace berth
