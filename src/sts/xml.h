// The little XML that the AWS Query protocol answers in (XML 1.0).
#pragma once

#include <string>
#include <string_view>

namespace berth::sts {

// Appends <name>text</name>. What would be markup is escaped; what is not printable ASCII, which
// may be no character of XML, becomes '?'.
void append_element(std::string& out, std::string_view name, std::string_view text);

}  // namespace berth::sts
