// GitHub-flavoured Markdown (github.github.com/gfm) as HTML that is safe on a page of ours:
// cmark-gfm parses it, and Html writes it.
//
// * Raw HTML is shown as text.
// * Links lead to http, https and mailto only, and say nofollow, noopener and ugc. Any other link,
//   such as a relative one, is plain text.
// * Images become links: a page loads nothing from elsewhere, so no one learns who reads it.
// * Headings begin below those of the page.
#pragma once

#include <string_view>

#include "cache/bounded_cache.h"
#include "gallery/html.h"

namespace berth::gallery {

// Takes time in proportion to the text, but for some hostile texts: tens of milliseconds for the
// 25,600 characters that catalog data may have.
Html render_markdown(std::string_view text);

// Remembers what it rendered. Any thread may call.
class MarkdownPages {
 public:
  Html render(std::string_view text);

 private:
  // Some hundred texts of the usual length.
  static constexpr std::size_t kMaxKeptBytes = std::size_t{4} << 20U;

  BoundedCache<Html> kept_{kMaxKeptBytes};
};

}  // namespace berth::gallery
