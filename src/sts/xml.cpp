#include "sts/xml.h"

namespace berth::sts {
namespace {

void append_text(std::string& out, std::string_view text) {
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
      default:
        out += c < 0x20 || c > 0x7e ? '?' : c;
    }
  }
}

}  // namespace

void append_element(std::string& out, std::string_view name, std::string_view text) {
  out.append(1, '<').append(name).append(1, '>');
  append_text(out, text);
  out.append("</").append(name).append(1, '>');
}

}  // namespace berth::sts
