#include "app/logged_target.h"

#include <algorithm>
#include <array>

#include "http/query.h"

namespace berth::app {
namespace {

// Of OCI Distribution: pages and filters, and what is uploaded, mounted or tagged.
constexpr std::array<std::string_view, 8> kHarmlessParameters{
    "n", "last", "artifactType", "digest", "digest-algorithm", "mount", "from", "tag"};

}  // namespace

std::string logged_text(std::string_view text, std::size_t max_bytes) {
  std::string out(text.substr(0, max_bytes));
  std::ranges::replace_if(out, [](char c) { return c < 0x20 || c > 0x7e; }, '_');
  return out;
}

std::string logged_target(std::string_view sent) {
  std::string text = logged_text(sent, kMaxLoggedTargetBytes);
  const std::string_view target = text;
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return text;
  std::string out(target.substr(0, mark));
  std::string_view query = target.substr(mark + 1);
  char separator = '?';
  while (!query.empty()) {
    const http::RawParameter parameter = http::take_parameter(query);
    out += separator;
    separator = '&';
    const bool is_harmless =
        std::ranges::find(kHarmlessParameters, parameter.name) != kHarmlessParameters.end();
    out += is_harmless ? parameter.text : "***";
  }
  return out;
}

}  // namespace berth::app
