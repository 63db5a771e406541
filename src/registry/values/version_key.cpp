#include "registry/values/version_key.h"

#include <algorithm>

#include "base/ascii.h"
#include "registry/values/version_key_bytes.h"

namespace berth {

using namespace version_bytes;

namespace {

// Short ids of commits have 7 digits, the longest 64.
constexpr std::size_t kMinCommitDigits = 7;
constexpr std::size_t kMaxCommitDigits = 64;

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_commit_id(std::string_view text) {
  const auto is_lower_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  return text.size() >= kMinCommitDigits && text.size() <= kMaxCommitDigits &&
         std::ranges::all_of(text, is_lower_hex) && !std::ranges::all_of(text, is_digit);
}

// How many characters at the beginning are digits.
std::size_t digits_at(std::string_view text) {
  const auto* const end = std::ranges::find_if_not(text, is_digit);
  return static_cast<std::size_t>(end - text.begin());
}

// Characters are themselves, runs of digits are numbers.
void append_natural(std::string& key, std::string_view text) {
  while (!text.empty()) {
    const std::size_t digits = digits_at(text);
    if (digits == 0) {
      key += text.front();
      text.remove_prefix(1);
      continue;
    }
    key += kNumberAmongCharacters;
    append_number(key, text.substr(0, digits));
    text.remove_prefix(digits);
  }
}

// The identifiers of a pre-release, between dots.
void append_identifiers(std::string& key, std::string_view text) {
  for (;;) {
    const std::string_view part = text.substr(0, text.find('.'));
    if (!part.empty() && std::ranges::all_of(part, is_digit)) {
      key += kNumberPart;
      append_number(key, part);
    } else {
      key += kWordPart;
      key += part;
    }
    if (part.size() == text.size()) break;
    text.remove_prefix(part.size() + 1);
  }
  key += kEnd;
}

}  // namespace

void version_bytes::append_number(std::string& key, std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  key += static_cast<char>(kNoDigits + digits.size());
  key += digits;
}

void version_bytes::append_numbers(std::string& key, std::string_view numbers) {
  for (;;) {
    const std::string_view number = numbers.substr(0, numbers.find('.'));
    append_number(key, number);
    if (number.size() == numbers.size()) return;
    numbers.remove_prefix(number.size() + 1);
  }
}

void version_bytes::append_core(std::string& key, std::string_view numbers) {
  const std::size_t last = numbers.find_last_not_of("0.");
  if (last != std::string_view::npos) {
    // Not the zeros of "10" or "1.20".
    const std::size_t dot = std::min(numbers.find('.', last), numbers.size());
    append_numbers(key, numbers.substr(0, dot));
  }
  key += kEnd;
}

std::optional<VersionText> read_version(std::string_view text) {
  if (is_commit_id(text)) return std::nullopt;
  if (!text.empty() && to_lower(text.front()) == 'v') text.remove_prefix(1);
  std::size_t end = digits_at(text);
  if (end == 0) return std::nullopt;
  while (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1])) {
    end += 1 + digits_at(text.substr(end + 1));
  }
  const std::string_view rest = text.substr(end);
  return VersionText{.numbers = text.substr(0, end),
                     .suffix = rest.substr(0, rest.find_first_of("_+"))};
}

VersionKey VersionKey::of(std::string_view name) {
  std::string key;
  key.reserve(name.size() + name.size() / 2 + 8);
  const auto version = read_version(name);
  if (!version) {
    key += kName;
    append_natural(key, name);
    return VersionKey(std::move(key));
  }
  key += kVersion;
  append_core(key, version->numbers);
  key += version->suffix.empty() ? kNoSuffix : kSuffix;
  if (version->suffix.starts_with('-')) {
    append_identifiers(key, version->suffix.substr(1));
  } else {
    append_natural(key, version->suffix);
  }
  return VersionKey(std::move(key));
}

}  // namespace berth
