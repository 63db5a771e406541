// Scopes of the Docker Registry token authentication ("Docker Registry v2 Bearer token
// specification", Requesting a Token): what a client wants a token for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace berth::oci {

// Splits a space-separated list of scopes.
std::vector<std::string_view> split_scopes(std::string_view list);

// Whether the list is not empty and every scope is "repository:<name>:pull". The scope named by our
// own challenge is ignored: clients send it along without having chosen it.
bool are_pulls(const std::vector<std::string_view>& scopes);

}  // namespace berth::oci
