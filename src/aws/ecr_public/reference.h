// The reference of the API, written from the declarations that also read requests and write
// responses: the operations' part of docs/protocol/ecr-public.md. Part of the tests, which write
// and check it: nothing that ships needs it.
#pragma once

#include <string>

namespace berth::aws {

// Markdown, one section per operation.
std::string make_reference();

}  // namespace berth::aws
