// The author of what a request changes.
#pragma once

#include "base/clock.h"
#include "http/message.h"
#include "registry/values/author.h"
#include "registry/values/model.h"

namespace berth::plane {

// Now. For requests that write: it copies.
Author author_of(const http::RequestHead& head, const Principal& caller, Via via,
                 const Clock& clock);

}  // namespace berth::plane
