// A text where a name is expected. Each parser accepts exactly what the pattern in its
// specification describes, which the C library's regular expressions decide here.
#include <regex.h>

#include <string>

#include "fuzz.h"
#include "registry/values/names.h"

namespace berth::fuzz {
namespace {

class Pattern {
 public:
  explicit Pattern(const char* text) {
    require(regcomp(&compiled_, text, REG_EXTENDED | REG_NOSUB) == 0, "the pattern is one");
  }
  [[nodiscard]] bool matches(const std::string& text) const {
    return text.find('\0') == std::string::npos && text.find('\n') == std::string::npos &&
           regexec(&compiled_, text.c_str(), 0, nullptr, 0) == 0;
  }

 private:
  regex_t compiled_{};
};

// What a refusal says was refused. A digest is not a name, but fills the same place.
const std::string& refused_text(const Error& error) {
  if (error.code == ErrorCode::digest_invalid) return error.digest;
  return facts_of<InvalidName>(error).text;
}

template <typename Name>
void check_name(const std::string& text, const Pattern& pattern, std::size_t min, std::size_t max) {
  const auto name = Name::parse(text);
  const bool expected = text.size() >= min && text.size() <= max && pattern.matches(text);
  require(name.has_value() == expected, "a parser accepts what the specification describes");
  if (!name) {
    require(refused_text(name.error()) == text, "a refusal says what was refused");
    return;
  }
  require(name->text() == text, "a name is what was written");
  require(Name::parse(name->text()) == name, "a name reads as itself");
}

}  // namespace

void check(std::string_view input) {
  static const Pattern kRegistryId("^[0-9]{12}$");
  static const Pattern kAlias("^[a-z][a-z0-9]+([._-][a-z0-9]+)*$");
  static const Pattern kRepository("^([a-z0-9]+([._-][a-z0-9]+)*/)*[a-z0-9]+([._-][a-z0-9]+)*$");
  static const Pattern kTag("^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$");
  static const Pattern kDigest("^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$");
  // Longer than the longest name: even longer texts are refused in the same way.
  constexpr std::size_t kMaxText = 300;
  const std::string text(input.substr(0, kMaxText));
  check_name<RegistryId>(text, kRegistryId, 12, 12);
  check_name<RegistryAlias>(text, kAlias, 2, 50);
  check_name<RepositoryName>(text, kRepository, 2, 205);
  check_name<TagName>(text, kTag, 1, 128);
  check_name<Digest>(text, kDigest, 71, 135);
  for (const auto algorithm : {HashAlgorithm::sha256, HashAlgorithm::sha512}) {
    const Digest digest = Digest::of(input, algorithm);
    require(Digest::parse(digest.text()) == digest && digest.algorithm() == algorithm &&
                Digest::from_hex(algorithm, digest.hex()) == digest,
            "a digest reads as itself");
  }
}

}  // namespace berth::fuzz
