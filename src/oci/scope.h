// Scopes of the Docker Registry token authentication ("Docker Registry v2 Bearer token
// specification", Requesting a Token): what a client says that it wants a token for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace berth::oci {

// The scopes in a list of them, which spaces separate.
std::vector<std::string_view> split_scopes(std::string_view list);

// Whether there are scopes and every one is "repository:<name>:pull". The scope that our own
// challenge names does not count: clients send it along without having chosen it.
bool are_pulls(const std::vector<std::string_view>& scopes);

}  // namespace berth::oci
