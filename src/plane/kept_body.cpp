#include "plane/kept_body.h"

namespace berth::plane {

bool is_worth_a_file(const http::Response& response) {
  const auto text = http::text_of(response);
  return text && text->size() >= kMinFiledBytes;
}

void move_to_file(http::Response& response, const std::filesystem::path& folder) {
  const std::string_view text = http::text_of(response).value();
  File file = make_nameless_file(folder, text);
  if (!file.is_open()) return;  // a full disk, or a file system without nameless files
  response.body = http::StoredRange{
      .from = std::make_shared<const File>(std::move(file)), .offset = 0, .length = text.size()};
}

std::size_t share_body(http::Response& response) {
  if (auto* text = std::get_if<std::string>(&response.body)) {
    response.body = std::make_shared<const std::string>(std::move(*text));
  }
  return http::body_bytes(response);
}

}  // namespace berth::plane
