#include "base/durable_folder.h"

#include <fcntl.h>

#include <vector>

#include "base/file.h"

namespace berth {

void create_durably(const std::filesystem::path& folder, std::error_code& failure) {
  const std::filesystem::path whole = std::filesystem::absolute(folder).lexically_normal();
  std::vector<std::filesystem::path> parents;
  std::error_code ignored;
  for (auto missing = whole;
       !std::filesystem::exists(missing, ignored) && missing.has_relative_path();
       missing = missing.parent_path()) {
    parents.push_back(missing.parent_path());
  }
  std::filesystem::create_directories(whole, failure);
  for (const auto& parent : parents) {
    const File names(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!failure && names.is_open()) sync_names(names);
  }
}

}  // namespace berth
