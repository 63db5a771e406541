// Addresses in pages. A Url is made only by functions that leave nothing in it but what they put
// there, so text from strangers can neither change its scheme nor add to its path.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace berth::gallery {

class Url {
 public:
  // An address of this server. `path` begins with a slash; what a path may not hold is escaped.
  static Url of_path(std::string_view path);
  // A place on the same page: the id of an element.
  static Url of_fragment(std::string_view id);
  // An address that somebody wrote: only http, https and mailto, of at most kMaxExternalBytes.
  // nullopt for anything else.
  static std::optional<Url> external(std::string_view text);

  // With one more parameter of the query.
  [[nodiscard]] Url with(std::string_view name, std::string_view value) const;

  [[nodiscard]] const std::string& text() const { return text_; }

  // 2,000: what browsers and proxies take for sure.
  static constexpr std::size_t kMaxExternalBytes = 2000;

 private:
  explicit Url(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace berth::gallery
