// Percent encoding, queries, base64 and hexadecimal: what decodes encodes to the same.
#include <algorithm>

#include "base/encoding.h"
#include "fuzz.h"
#include "http/query.h"

namespace berth::fuzz {
namespace {

void check_encodings(std::string_view text) {
  require(from_base64(to_base64(text)) == text, "base64 reads what it wrote");
  if (const auto bytes = from_base64(text)) {
    require(to_base64(*bytes) == text, "bytes have one spelling in base64");
  }
  require(from_hex(to_hex(std::as_bytes(std::span(text)))) == text, "hex reads what it wrote");
  if (const auto bytes = from_hex(text)) {
    require(bytes->size() * 2 == text.size(), "two digits are a byte");
  }
  for (const std::string_view keep : {"", "/", "%"}) {
    const std::string encoded = percent_encode(text, keep);
    require(encoded.size() <= 3 * text.size(), "an escape is three characters");
    if (keep != "%")
      require(percent_decode(encoded) == text, "percent encoding reads what it wrote");
  }
  if (const auto decoded = percent_decode(text)) {
    require(decoded->size() <= text.size(), "decoding does not grow");
    require(text.contains('%') || *decoded == text, "what holds no '%' stands for itself");
  }
}

void check_query(std::string_view query) {
  const auto parameters = http::query_parameters(query);
  std::string printed;
  for (const auto& [name, value] : parameters) {
    require(!name.empty(), "a parameter has a name");
    const auto first = std::ranges::find(parameters, name, &http::QueryParameter::name);
    require(http::query_parameter(query, name) == first->value, "both ways find the same value");
    if (!printed.empty()) printed += '&';
    printed.append(percent_encode(name)).append(1, '=').append(percent_encode(value));
  }
  require(http::query_parameters(printed) == parameters, "a printed query reads the same");
}

}  // namespace

void check(std::string_view input) {
  check_encodings(input);
  check_query(input);
}

}  // namespace berth::fuzz
