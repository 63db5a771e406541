#include "gallery/url.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/encoding.h"

namespace berth::gallery {
namespace {

// Besides the unreserved characters: "pchar" of RFC 3986 section 3.3 as far as names have them.
constexpr std::string_view kKeptInPaths = "/:@";

constexpr std::array<std::string_view, 3> kSchemes{"http://", "https://", "mailto:"};

bool has_known_scheme(std::string_view text) {
  return std::ranges::any_of(kSchemes, [text](std::string_view scheme) {
    return text.size() > scheme.size() &&
           equal_ignoring_case(text.substr(0, scheme.size()), scheme);
  });
}

// Browsers drop tabs and line feeds from addresses, and take '\' for '/'.
bool has_only_url_characters(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c != '\x7f' && c != '\\'; });
}

}  // namespace

Url Url::of_path(std::string_view path) {
  return Url(percent_encode(path, kKeptInPaths));
}

Url Url::of_fragment(std::string_view id) {
  return Url('#' + percent_encode(id));
}

std::optional<Url> Url::external(std::string_view text) {
  if (text.size() > kMaxExternalBytes || !has_known_scheme(text)) return std::nullopt;
  std::string encoded;
  for (const char c : text) {
    const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
    encoded += is_ascii ? std::string(1, c) : percent_encode({&c, 1});
  }
  if (!has_only_url_characters(encoded)) return std::nullopt;
  return Url(std::move(encoded));
}

Url Url::with(std::string_view name, std::string_view value) const {
  std::string text = text_;
  text += text.contains('?') ? '&' : '?';
  return Url(text.append(percent_encode(name)).append("=").append(percent_encode(value, "/:")));
}

}  // namespace berth::gallery
