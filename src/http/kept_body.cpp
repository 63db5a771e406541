#include "http/kept_body.h"

namespace berth::http {
namespace {

bool is_worth_a_file(const Response& response) {
  const auto text = text_of(response);
  return text && text->size() >= kMinFiledBytes;
}

void move_to_file(Response& response, const std::filesystem::path& folder) {
  const std::string_view text = text_of(response).value();
  File file = make_nameless_file(folder, text);
  if (!file.is_open()) return;  // a full disk, or a file system that knows none: it stays a text
  response.body = FileRange{
      .file = std::make_shared<const File>(std::move(file)), .offset = 0, .length = text.size()};
}

std::size_t share(Response& response) {
  if (auto* text = std::get_if<std::string>(&response.body)) {
    response.body = std::make_shared<const std::string>(std::move(*text));
  }
  if (const auto* file = std::get_if<FileRange>(&response.body)) return file->length;
  return std::get<SharedText>(response.body)->size();
}

}  // namespace

KeptBody keep_body(Response& response, Asked asked, const std::filesystem::path& folder) {
  const bool is_for_file = !folder.empty() && is_worth_a_file(response);
  if (is_for_file && asked == Asked::again) move_to_file(response, folder);
  const bool is_first = is_for_file && asked == Asked::first;
  return {.bytes = share(response),
          .next_time = is_first ? NextTime::make_again : NextTime::repeat};
}

}  // namespace berth::http
