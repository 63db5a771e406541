#include "http/request_target.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "http/host.h"

namespace berth::http {
namespace {

// RFC 9112 section 3.2.2, as clients write to a proxy: "A server MUST accept the absolute-form in
// requests", and "MUST ignore the received Host header field (if any) and instead use the host
// information of the request-target". The rest of the target is what clients write to a server.
bool read_absolute_form(RequestHead& head) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_ignoring_case(head.target.substr(0, scheme.size()), scheme)) continue;
    const std::string_view rest = head.target.substr(scheme.size());
    const std::string_view host = rest.substr(0, rest.find('/'));
    head.target = host.size() == rest.size() ? "/" : rest.substr(host.size());
    for (Field& field : head.fields) {
      if (equal_ignoring_case(field.name, "Host")) field.value = host;
    }
    return !host.empty() && is_host(host);
  }
  return false;
}

// RFC 9112 section 3.2.4: "The asterisk-form of request-target is only used for a server-wide
// OPTIONS request".
bool is_of_whole_server(const RequestHead& head) {
  return head.target == "*" && head.method == Method::options;
}

void split_target(RequestHead& head) {
  const std::size_t mark = head.target.find('?');
  head.path = head.target.substr(0, mark);
  head.query = mark == std::string_view::npos ? std::string_view() : head.target.substr(mark + 1);
}

}  // namespace

Method method_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Method>, 7> kMethods{
      {{"GET", Method::get},
       {"HEAD", Method::head},
       {"POST", Method::post},
       {"PUT", Method::put},
       {"PATCH", Method::patch},
       {"DELETE", Method::del},
       {"OPTIONS", Method::options}}};
  const auto* const found =
      std::ranges::find(kMethods, name, &std::pair<std::string_view, Method>::first);
  return found == kMethods.end() ? Method::other : found->second;
}

// RFC 3986 has no other characters: those beyond ASCII are percent-encoded.
bool is_target_text(std::string_view target) {
  return std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool read_target(RequestHead& head) {
  const bool is_local = head.target.starts_with('/') || is_of_whole_server(head);
  if (!is_local && !read_absolute_form(head)) return false;
  split_target(head);
  return true;
}

}  // namespace berth::http
