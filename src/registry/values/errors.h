// Makes errors about a repository. The caller fills in the rest.
#pragma once

#include "registry/values/error.h"
#include "registry/values/model.h"

namespace berth {

inline Error about(ErrorCode code, const Repository& repository) {
  return {
      .code = code, .registry = repository.registry.text(), .repository = repository.name.text()};
}

// Names the repository in an error from a store that knew only its key.
inline Failure refuse(Error error, const Repository& repository) {
  error.registry = repository.registry.text();
  error.repository = repository.name.text();
  return fail(std::move(error));
}

}  // namespace berth
