#include "registry/values/manifest_members.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ascii.h"

namespace berth {
namespace {

// OCI Image 1.1: manifest.md, image-index.md, descriptor.md; Docker Image Manifest V2 Schema 2.
constexpr std::string_view kAnnotations = "annotations";
constexpr auto kSpecified = std::to_array<std::string_view>(
    {kAnnotations, "architecture", "artifactType", "config", "data", "digest", "features", "layers",
     "manifests", "mediaType", "os", "os.features", "os.version", "platform", "schemaVersion",
     "size", "subject", "urls", "variant"});

// The most that an error message quotes from the client's bytes.
constexpr std::size_t kMaxQuotedBytes = 100;

Failure invalid(ManifestFault fault) {
  return fail({.code = ErrorCode::manifest_invalid, .facts = std::move(fault)});
}

// A letter as encoding/json folds it, taken off the front of `text`. Two characters beyond ASCII
// fold to an ASCII letter: the long s and the Kelvin sign.
char take_folded(std::string_view& text) {
  struct Other {
    std::string_view utf8;
    char folded;
  };
  constexpr std::array<Other, 2> kOthers{{{"\xC5\xBF", 's'}, {"\xE2\x84\xAA", 'k'}}};
  for (const auto& [utf8, folded] : kOthers) {
    if (!text.starts_with(utf8)) continue;
    text.remove_prefix(utf8.size());
    return folded;
  }
  const char folded = to_lower(text.front());
  text.remove_prefix(1);
  return folded;
}

bool is_folded(std::string_view text, std::string_view specified) {
  for (const char c : specified) {
    if (text.empty() || take_folded(text) != to_lower(c)) return false;
  }
  return text.empty();
}

Result<void> check_name(std::string_view name) {
  if (std::ranges::find(kSpecified, name) != kSpecified.end()) return {};
  const auto* const like = std::ranges::find_if(
      kSpecified, [name](std::string_view specified) { return is_folded(name, specified); });
  if (like == kSpecified.end()) return {};
  return invalid({.kind = ManifestFaultKind::ambiguous_member,
                  .subject = std::string(name),
                  .expected = std::string(*like)});
}

enum class Names : std::uint8_t { of_a_specification, of_an_author };

// The recursion is as deep as the JSON reader allows: json::kMaxDepth.
Result<void> check_names(json::Value value, Names names) {
  if (const auto list = value.if_array()) {
    for (const json::Value element : *list) {
      if (auto checked = check_names(element, Names::of_a_specification); !checked) return checked;
    }
  }
  const auto object = value.if_object();
  if (!object) return {};
  for (const auto [name, member] : *object) {
    if (names == Names::of_a_specification) {
      if (auto checked = check_name(name); !checked) return checked;
    }
    const Names next = name == kAnnotations ? Names::of_an_author : Names::of_a_specification;
    if (auto checked = check_names(member, next); !checked) return checked;
  }
  return {};
}

}  // namespace

Result<void> check_members(json::Value manifest) {
  if (const auto repeated = json::find_repeated_member(manifest)) {
    const bool is_short = repeated->size() <= kMaxQuotedBytes;
    return invalid({.kind = ManifestFaultKind::repeated_member,
                    .subject = is_short ? std::string(*repeated) : std::string()});
  }
  return check_names(manifest, Names::of_a_specification);
}

}  // namespace berth
