#include "gallery/html.h"

namespace berth::gallery {
namespace {

// What stands for a control character, which HTML text cannot hold.
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_control(char c) {
  const auto value = static_cast<unsigned char>(c);
  return (value < 0x20 && c != '\t' && c != '\n' && c != '\r') || value == 0x7f;
}

// Good in text and in quoted values alike.
void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        if (is_control(c)) {
          out += kReplacement;
        } else {
          out += c;
        }
    }
  }
}

void append_tag(std::string& out, std::string_view name, Attributes attributes) {
  out.append(1, '<').append(name);
  for (const Attribute& attribute : attributes) {
    out.append(1, ' ').append(attribute.name()).append("=\"");
    append_escaped(out, attribute.value());
    out += '"';
  }
  out += '>';
}

}  // namespace

Html Html::document() {
  Html html;
  html.out_ = "<!doctype html>\n";
  return html;
}

void Html::text(std::string_view text) {
  append_escaped(out_, text);
}

void Html::open(ElementName name, Attributes attributes) {
  append_tag(out_, name.text(), attributes);
  open_.push_back(name.text());
}

void Html::close() {
  out_.append("</").append(open_.back()).append(">");
  open_.pop_back();
}

void Html::empty(ElementName name, Attributes attributes) {
  append_tag(out_, name.text(), attributes);
}

}  // namespace berth::gallery
