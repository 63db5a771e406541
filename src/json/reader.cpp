#include "json/reader.h"

#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <functional>
#include <limits>

namespace berth::json {
namespace {

using boost::json::string_view;
using boost::system::error_code;

// A node's numbers have 32 bits.
constexpr std::size_t kMaxTextBytes = std::numeric_limits<std::uint32_t>::max();

// Short texts get room for as many nodes as most requests and manifests of their length have.
constexpr std::size_t kBytesPerNode = 12;
// A text of this size cannot have more than kMaxValues, and little room is wasted.
constexpr std::size_t kMaxUncountedBytes = std::size_t{64} << 10U;
static_assert(kMaxUncountedBytes <= kMaxValues);

// The closing quote of the string that begins at `begin`, or the end of a text that lacks it.
std::size_t find_closing_quote(std::string_view text, std::size_t begin) {
  for (std::size_t at = text.find('"', begin + 1); at != text.npos; at = text.find('"', at + 1)) {
    // An odd number of backslashes escapes the quote. The opening quote is not a backslash.
    const std::size_t backslashes = at - 1 - text.find_last_not_of('\\', at - 1);
    if (backslashes % 2 == 0) return at;
  }
  return text.size();
}

struct Size {
  std::size_t values = 1;
  std::size_t names = 0;
};

// At least the true numbers, if the text is JSON: one of these characters comes before every value
// except the outermost. Stops counting beyond the limit.
Size measure(std::string_view text) {
  Size size;
  for (std::size_t at = 0; at < text.size() && size.values <= kMaxValues; ++at) {
    switch (text[at]) {
      case '"':
        at = find_closing_quote(text, at);
        break;
      case '[':
      case '{':
      case ',':
        ++size.values;
        break;
      case ':':
        ++size.names;
        break;
      default:
        break;
    }
  }
  return size;
}

// Puts what the parser finds into nodes. The parser prescribes the names of the functions.
class Builder {
 public:
  // No limits here: the size of the text and the number of its values are bounded already.
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;

  Builder(std::string_view text, std::size_t nodes) : text_(text) { nodes_.reserve(nodes); }

  [[nodiscard]] Document take() { return {std::move(nodes_), std::move(unescaped_)}; }

  static bool on_document_begin(error_code&) { return true; }
  static bool on_document_end(error_code&) { return true; }

  bool on_array_begin(error_code&) { return open(Kind::array); }
  bool on_array_end(std::size_t elements, error_code&) { return close(elements); }
  bool on_object_begin(error_code&) { return open(Kind::object); }
  bool on_object_end(std::size_t members, error_code&) { return close(members); }

  bool on_key_part(string_view part, std::size_t, error_code&) { return keep(part); }
  bool on_key(string_view rest, std::size_t bytes, error_code&) {
    return add_text(Kind::string, whole(rest, bytes));
  }
  bool on_string_part(string_view part, std::size_t, error_code&) { return keep(part); }
  bool on_string(string_view rest, std::size_t bytes, error_code&) {
    return add_text(Kind::string, whole(rest, bytes));
  }

  // A part of a number that is cut off, which the parser then refuses.
  static bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, string_view text, error_code&) {
    return add_text(Kind::number, text);
  }
  bool on_uint64(std::uint64_t, string_view text, error_code&) {
    return add_text(Kind::number, text);
  }
  bool on_double(double, string_view text, error_code&) { return add_text(Kind::number, text); }
  bool on_bool(bool value, error_code&) {
    return add({.size = value ? 1U : 0U, .kind = Kind::boolean});
  }
  bool on_null(error_code&) { return add({}); }

  static bool on_comment_part(string_view, error_code&) { return true; }
  static bool on_comment(string_view, error_code&) { return true; }

 private:
  bool add(const Node& node) {
    nodes_.push_back(node);
    return true;
  }
  bool add_text(Kind kind, string_view text) {
    return add(
        {.text = text.data(), .size = static_cast<std::uint32_t>(text.size()), .kind = kind});
  }

  bool open(Kind kind) {
    // The parser has checked the depth: at most kMaxDepth.
    open_.at(depth_++) = nodes_.size();
    return add({.kind = kind});
  }
  bool close(std::size_t size) {
    const std::size_t at = open_.at(--depth_);
    nodes_[at].size = static_cast<std::uint32_t>(size);
    nodes_[at].span = static_cast<std::uint32_t>(nodes_.size() - at);
    return true;
  }

  // Unescaped text is never longer than its source: with room for the whole text, nothing that was
  // kept moves.
  bool keep(string_view part) {
    if (unescaped_.capacity() == 0) unescaped_.reserve(text_.size());
    unescaped_.insert(unescaped_.end(), part.begin(), part.end());
    return true;
  }
  // Strings that came in parts, or that have escapes, are views of what was kept.
  string_view whole(string_view rest, std::size_t bytes) {
    const std::less_equal<> not_after;
    const bool is_in_text =
        not_after(text_.data(), rest.data()) && not_after(rest.data(), text_.data() + text_.size());
    if (rest.size() == bytes && is_in_text) return rest;
    keep(rest);
    return {unescaped_.data() + unescaped_.size() - bytes, bytes};
  }

  const std::string_view text_;
  std::vector<Node> nodes_;
  std::vector<char> unescaped_;
  std::array<std::size_t, kMaxDepth> open_{};  // the nodes of open arrays and objects
  std::size_t depth_ = 0;
};

std::unexpected<ParseError> refuse(std::string reason) {
  return std::unexpected(ParseError{std::move(reason)});
}

}  // namespace

std::expected<Document, ParseError> parse(std::string_view text) {
  if (text.size() > kMaxTextBytes) return refuse("is too long");
  // A long text gets all its room at once: malloc() would keep what growing leaves behind, for each
  // worker.
  std::size_t nodes = text.size() / kBytesPerNode + 2;
  if (text.size() > kMaxUncountedBytes) {
    const Size size = measure(text);
    if (size.values > kMaxValues) return refuse("has too many values");
    nodes = size.values + size.names;
  }
  boost::json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::json::basic_parser<Builder> parser(options, text, nodes);
  error_code failure;
  const std::size_t read = parser.write_some(/*more=*/false, text.data(), text.size(), failure);
  if (!failure && read < text.size()) failure = boost::json::error::extra_data;
  if (failure) return refuse(failure.message());
  return parser.handler().take();
}

}  // namespace berth::json
