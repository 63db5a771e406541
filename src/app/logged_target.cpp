#include "app/logged_target.h"

#include <algorithm>
#include <array>

#include "base/excerpt.h"
#include "http/query.h"

namespace berth::app {
namespace {

// The parameters of OCI Distribution: pages and filters, and what is uploaded, mounted or tagged.
constexpr std::array<std::string_view, 8> kHarmlessParameters{
    "n", "last", "artifactType", "digest", "digest-algorithm", "mount", "from", "tag"};

}  // namespace

std::string logged_target(std::string_view sent) {
  std::string text = printable(sent, kMaxLoggedTargetBytes);
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
