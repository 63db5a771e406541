#include "aws/ecr_public/reference.h"

#include <optional>
#include <vector>

#include "aws/ecr_public/operations/all.h"
#include "aws/protocol/encoder.h"

namespace berth::aws {
namespace {

// The type that a member holds, inside optional and list.
template <typename T>
struct Held {
  using Type = T;
};
template <typename T>
struct Held<std::optional<T>> : Held<T> {};
template <typename T>
struct Held<std::vector<T>> : Held<T> {};
template <typename Response, typename Element>
struct Held<StreamedList<Response, Element>> : Held<Element> {};

std::string_view name_of(ShapeKind kind) {
  switch (kind) {
    case ShapeKind::string:
      return "string";
    case ShapeKind::blob:
      return "base64";
    case ShapeKind::integer:
    case ShapeKind::long_integer:
      return "integer";
    case ShapeKind::boolean:
      return "boolean";
    case ShapeKind::timestamp:
      return "timestamp";
    case ShapeKind::list:
      return "list";
    case ShapeKind::structure:
      return "structure";
  }
  std::unreachable();
}

// " of 1 to 100", " up to 1024", "".
std::string range_of(const Shape& shape) {
  if (shape.min == 0 && shape.max == kUnbounded) return "";
  if (shape.min == 0) return ", at most " + std::to_string(shape.max);
  if (shape.max == kUnbounded) return ", at least " + std::to_string(shape.min);
  return ", " + std::to_string(shape.min) + " to " + std::to_string(shape.max);
}

// A '|' would end the cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string describe(const Shape& shape) {
  std::string out(name_of(shape.kind));
  if (shape.kind == ShapeKind::list) out.append(" of ").append(name_of(shape.element->kind));
  out += range_of(shape);
  if (shape.kind == ShapeKind::list && shape.element->kind != ShapeKind::structure) {
    if (const std::string each = range_of(*shape.element); !each.empty()) {
      out += "; each " + each.substr(2);
    }
  }
  if (shape.pattern != nullptr) out += ", `" + cell(shape.pattern->text) + '`';
  if (!shape.documentation.empty()) out.append(". ").append(shape.documentation);
  return out;
}

template <Structure T>
void append_members(std::string& out, const std::string& prefix) {
  for_each_member<T>([&]<typename Owner, typename Value>(const Member<Owner, Value>& member) {
    const std::string name = prefix + std::string(member.name);
    out += "| `" + name + '`' + (member.presence == Presence::required ? " (required)" : "") +
           " | " + describe(*member.shape) + " |\n";
    using Inner = Held<Value>::Type;
    if constexpr (Structure<Inner>) {
      append_members<Inner>(out, name + (member.shape->kind == ShapeKind::list ? "[]." : "."));
    }
  });
}

template <Structure T>
void append_table(std::string& out, std::string_view title) {
  std::string rows;
  append_members<T>(rows, "");
  if (rows.empty()) {
    out.append(title).append(": no members.\n\n");
    return;
  }
  out.append("| ").append(title).append(" | |\n|---|---|\n").append(rows).append(1, '\n');
}

template <Operation Op>
void append_operation(std::string& out) {
  out.append("### ").append(Op::kName).append("\n\n").append(Op::kSummary).append("\n\n");
  append_table<typename Op::Request>(out, "Request");
  append_table<typename Op::Response>(out, "Response");
  out += "Errors: ";
  bool comma_due = false;
  for (const ErrorType& error : Op::kErrors) {
    if (comma_due) out += ", ";
    comma_due = true;
    out.append(error.name);
  }
  out += ".\n\n";
}

template <Operation... Ops>
std::string make(OperationList<Ops...>) {
  std::string out;
  (append_operation<Ops>(out), ...);
  return out;
}

}  // namespace

std::string make_reference() {
  return make(AllOperations());
}

}  // namespace berth::aws
