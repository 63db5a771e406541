// The little XML that answers of the AWS Query protocol need (XML 1.0).
#pragma once

#include <string>
#include <string_view>

namespace berth::sts {

// Appends <name>text</name>. Escapes markup; anything but printable ASCII, which may not be a valid
// XML character, becomes '?'.
void append_element(std::string& out, std::string_view name, std::string_view text);

}  // namespace berth::sts
