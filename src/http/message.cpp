#include "http/message.h"

#include <algorithm>
#include <ranges>

#include "base/ascii.h"

namespace berth::http {
namespace {

// Room for the fields of every ordinary answer.
constexpr std::size_t kTypicalFieldBytes = 384;

constexpr std::string_view kForwardedProto = "X-Forwarded-Proto";

bool splits_messages(char c) {
  return c == '\r' || c == '\n' || c == '\0';
}

}  // namespace

std::string_view RequestHead::field(std::string_view name) const {
  for (const Field& candidate : fields) {
    if (equal_ignoring_case(candidate.name, name)) return candidate.value;
  }
  return {};
}

std::size_t RequestHead::field_count(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      fields, [name](const Field& field) { return equal_ignoring_case(field.name, name); }));
}

Scheme client_scheme(const RequestHead& head) {
  const std::string_view value = head.field(kForwardedProto);
  const std::string_view first = trim(value.substr(0, value.find(',')));
  return equal_ignoring_case(first, "https") ? Scheme::https : head.scheme;
}

Scheme proven_scheme(const RequestHead& head) {
  if (head.peer == Peer::client || head.field_count(kForwardedProto) == 0) return head.scheme;
  for (const Field& field : head.fields) {
    if (!equal_ignoring_case(field.name, kForwardedProto)) continue;
    for (const auto part : std::views::split(field.value, ',')) {
      if (!equal_ignoring_case(trim(std::string_view(part)), "https")) return Scheme::http;
    }
  }
  return Scheme::https;
}

FieldBlock& FieldBlock::add(std::string_view name, std::string_view value) {
  if (std::ranges::any_of(value, splits_messages)) return *this;
  if (text_.empty()) text_.reserve(kTypicalFieldBytes);
  text_.append(name).append(": ").append(value).append("\r\n");
  return *this;
}

FieldBlock& FieldBlock::add(std::string_view name, std::uint64_t value) {
  return add(name, std::to_string(value));
}

std::string_view FieldBlock::find(std::string_view name) const {
  for (std::string_view rest = text_; !rest.empty();) {
    const std::size_t end = rest.find("\r\n");
    const std::string_view field = rest.substr(0, end);
    if (field.starts_with(name) && field.substr(name.size()).starts_with(": ")) {
      return field.substr(name.size() + 2);
    }
    rest.remove_prefix(end + 2);
  }
  return {};
}

Response text_response(unsigned status, std::string_view content) {
  Response response{
      .status = status, .fields = {}, .body = std::string(content), .content_length = {}};
  response.fields.add("Content-Type", "text/plain; charset=utf-8");
  return response;
}

Response method_response(const RequestHead& head, std::string_view allowed) {
  Response response;
  response.status = 204;
  if (head.method != Method::options) response = text_response(405, "method not allowed\n");
  response.fields.add("Allow", allowed);
  return response;
}

std::optional<std::string_view> text_of(const Response& response) {
  if (const auto* text = std::get_if<std::string>(&response.body)) return *text;
  if (const auto* text = std::get_if<SharedText>(&response.body)) return **text;
  return std::nullopt;
}

std::uint64_t body_bytes(const Response& response) {
  if (const auto text = text_of(response)) return text->size();
  if (const auto* range = std::get_if<StoredRange>(&response.body)) return range->length;
  std::uint64_t bytes = 0;
  for (const Piece& piece : std::get<std::vector<Piece>>(response.body)) {
    bytes += piece.text.size() + piece.range.length;
  }
  return bytes;
}

}  // namespace berth::http
