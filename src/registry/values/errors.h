// Errors about a repository. What else there is to say, the caller fills in.
#pragma once

#include "base/result.h"
#include "registry/values/model.h"

namespace berth {

inline Error about(ErrorCode code, const Repository& repository) {
  return {
      .code = code, .registry = repository.registry.text(), .repository = repository.name.text()};
}

// Names the repository in an error of a store that was told its key alone.
inline Failure refuse(Error error, const Repository& repository) {
  error.registry = repository.registry.text();
  error.repository = repository.name.text();
  return fail(std::move(error));
}

}  // namespace berth
