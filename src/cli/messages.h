// The sentences of commands about errors of the domain.
#pragma once

#include <string>

#include "base/problem.h"
#include "registry/values/error.h"

namespace berth::cli {

std::string message_of(const Error& error);
// "--limit: takes a whole number, not 'x'"
std::string message_of(const Problem& problem);

}  // namespace berth::cli
