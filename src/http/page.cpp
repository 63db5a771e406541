#include "http/page.h"

#include "http/refusal.h"

namespace berth::http {

Response Page::answer(std::string_view) {
  const bool is_shown =
      head().method == Method::get || head().method == Method::head || methods_.empty();
  return is_shown ? show() : method_response(head(), methods_);
}

Response Page::too_large(std::uint64_t) {
  return text_response(413, "too large\n");
}

Response Page::refused(const Refusal& refusal) {
  return plain_refusal(refusal);
}

Response Page::failed() {
  return text_response(500, "internal error\n");
}

Response no_such_page() {
  return text_response(404, "not found\n");
}

}  // namespace berth::http
