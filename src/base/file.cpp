#include "base/file.h"

#include <unistd.h>

namespace berth {

void File::close() noexcept {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

}  // namespace berth
