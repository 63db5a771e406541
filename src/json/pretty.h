// JSON laid out for people, as the real service lays out policies.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "json/value.h"

namespace berth::json {

// Two spaces per level, " : " after names, lists on one line: Jackson's default pretty printer.
// Members stay in the order they were read in, and numbers as they were written.
std::string pretty_print(Value value);

// The same, with some strings replaced by other texts.
using Replacements = std::map<const Node*, std::string_view>;
std::string pretty_print(Value value, const Replacements& replacements);

}  // namespace berth::json
