// The wildcards of policies and of searches.
#pragma once

#include <string_view>

namespace berth {

// '*' stands for any text, '?' for any character, which in UTF-8 may be several bytes. Linear for
// each '*': a stranger's pattern is harmless.
bool matches_wildcards(std::string_view pattern, std::string_view text);

}  // namespace berth
