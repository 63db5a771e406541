// The JSON of a request, decoded for each operation in turn. What is decoded meets the constraints
// that the operation declares.
#include "aws/ecr_public/operations/all.h"
#include "aws/protocol/decoder.h"
#include "fuzz.h"
#include "json/reader.h"

namespace berth::fuzz {
namespace {

using aws::Shape;

void require_range(const Shape& shape, std::size_t measure) {
  require(static_cast<std::int64_t>(measure) >= shape.min &&
              static_cast<std::int64_t>(measure) <= shape.max,
          "a value is within its range");
}

std::size_t count_characters(std::string_view utf8) {
  std::size_t count = 0;
  for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  return count;
}

void check_value(const Shape& shape, const std::string& text) {
  const bool is_blob = shape.kind == aws::ShapeKind::blob;
  require_range(shape, is_blob ? text.size() : count_characters(text));
  require(shape.pattern == nullptr || shape.pattern->matches(text), "a text has its pattern");
}
void check_value(const Shape& shape, std::int64_t number) {
  require(number >= shape.min && number <= shape.max, "a number is within its range");
}
void check_value(const Shape&, bool) {}

template <aws::Structure T>
void check_value(const Shape&, const T& value);

template <typename T>
void check_value(const Shape& shape, const std::vector<T>& list) {
  require_range(shape, list.size());
  for (const T& element : list) check_value(*shape.element, element);
}

template <typename T>
void check_member(const Shape& shape, aws::Presence, const std::optional<T>& value) {
  if (value) check_value(shape, *value);
}
template <typename T>
void check_member(const Shape& shape, aws::Presence presence, const T& value) {
  if (presence == aws::Presence::required) check_value(shape, value);
}

template <aws::Structure T>
void check_value(const Shape&, const T& value) {
  aws::for_each_member<T>([&](const auto& member) {
    check_member(*member.shape, member.presence, value.*member.pointer);
  });
}

template <typename Op>
void check_operation(json::Object source) {
  const auto request = aws::Decoder::decode<typename Op::Request>(source);
  if (request) return check_value(Shape{.name = Op::kName}, *request);
  const http::Response response = aws::to_response(aws::Refusal(request.error()).error);
  require(response.status == 400, "it is the client's mistake");
  require(json::parse(http::text_of(response).value()).has_value(), "an error is JSON");
}

template <typename... Ops>
void check_operations(aws::OperationList<Ops...>, json::Object source) {
  (check_operation<Ops>(source), ...);
}

}  // namespace

void check(std::string_view input) {
  const auto document = json::parse(input);
  const auto request = document ? document->root().if_object() : std::nullopt;
  if (request) check_operations(aws::AllOperations(), *request);
}

}  // namespace berth::fuzz
