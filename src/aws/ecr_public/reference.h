// The API reference, generated from the declarations that also decode requests and encode
// responses: the operations' part of docs/protocol/ecr-public.md. Belongs to the tests, which write
// and check it: nothing that ships needs it.
#pragma once

#include <string>

namespace berth::aws {

// Markdown, one section per operation.
std::string make_reference();

}  // namespace berth::aws
