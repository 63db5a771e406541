// A range of versions as people write it: ">=1.25 <1.27", "1.25.x", "^2.1".
//
// Comparators between spaces or commas, all of which must hold: >=, >, <=, <, =, ~ and ^ before a
// version; none is "=". A version without a suffix stands for all versions that begin with it: for
// "1.25" the tags 1.25, 1.25.3 and 1.25.3-alpine. So ">=1.25.3" has 1.25.3-alpine and 1.25.3-rc.1,
// "<1.26" has neither 1.26.0 nor 1.26.0-rc.1, and ">1.25" begins with 1.26. A version with a suffix
// is exactly this one. Numbers left out may be written as "x" or "*", alone: any version. "~1.25.3"
// is 1.25.3 or later of 1.25, "^1.25.3" of 1 (of 0.3 for "^0.3.1": up to the first number that is
// not 0). Names that are not versions are in no range.
//
// A range is one range of version keys (version_key.h); "||" would be two, and is not supported.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "registry/values/error.h"
#include "registry/values/version_key.h"

namespace berth {

class VersionRange {
 public:
  static constexpr std::size_t kMaxLength = 256;  // bytes of text: several comparators

  // query_invalid
  static Result<VersionRange> parse(std::string_view text);

  [[nodiscard]] bool contains(const VersionKey& key) const {
    return key.bytes() >= from_ && key.bytes() < below_;
  }
  // The bytes of keys: the first that the range contains, and the first after it. An empty range
  // ends where it begins, or before.
  [[nodiscard]] const std::string& from() const { return from_; }
  [[nodiscard]] const std::string& below() const { return below_; }
  bool operator==(const VersionRange&) const = default;

 private:
  VersionRange();  // all versions
  // False: not a comparator.
  bool narrow(std::string_view comparison, std::string_view version);

  std::string from_;
  std::string below_;
};

}  // namespace berth
