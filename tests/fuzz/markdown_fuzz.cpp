// About and Usage of a repository.
#include <string>
#include <vector>

#include "fuzz.h"
#include "gallery/markdown.h"

namespace berth::fuzz {
namespace {

// Shapes AboutText and UsageText.
constexpr std::size_t kMaxTextBytes = 25'600;

bool is_empty_element(std::string_view name) {
  return name == "br" || name == "hr";
}

// Every '<' of the output begins a tag of ours: all others are escaped.
void check_nesting(std::string_view html) {
  std::vector<std::string_view> open;
  while (true) {
    const std::size_t start = html.find('<');
    if (start == std::string_view::npos) break;
    const std::size_t end = html.find('>', start);
    require(end != std::string_view::npos, "a tag ends");
    const std::string_view tag = html.substr(start + 1, end - start - 1);
    html.remove_prefix(end + 1);
    if (tag.starts_with('/')) {
      require(!open.empty() && open.back() == tag.substr(1), "elements are closed in their turn");
      open.pop_back();
      continue;
    }
    const std::string_view name = tag.substr(0, tag.find(' '));
    require(name != "script" && name != "img" && name != "iframe", "nothing is loaded or run");
    require(!tag.contains(" href=\"") || tag.contains(" href=\"http") ||
                tag.contains(" href=\"HTTP") || tag.contains(" rel=\"nofollow"),
            "a link leads elsewhere, and says so");
    if (!is_empty_element(name)) open.push_back(name);
  }
  require(open.empty(), "all elements are closed");
}

}  // namespace

void check(std::string_view input) {
  check_nesting(gallery::render_markdown(input.substr(0, kMaxTextBytes)).take());
}

}  // namespace berth::fuzz
