#include "base/private_file.h"

#include <fcntl.h>

#include <span>

namespace berth {

File make_private_file(const std::filesystem::path& path) {
  return File(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
}

void put_in_place(const std::filesystem::path& file, const std::filesystem::path& place) {
  {
    const File content(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!content.is_open()) throw_errno(file);
    sync_content(content);
  }
  std::filesystem::rename(file, place);
  const std::filesystem::path folder = place.has_parent_path() ? place.parent_path() : ".";
  const File names(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!names.is_open()) throw_errno(folder);
  sync_names(names);
}

void replace_file(const std::filesystem::path& file, std::string_view content) {
  std::filesystem::path fresh = file;
  fresh += ".new";
  std::filesystem::remove(fresh);  // left by a start that ended halfway
  {
    const File out = make_private_file(fresh);
    if (!out.is_open()) throw_errno(fresh);
    write_all(out, std::as_bytes(std::span(content)), /*offset=*/0);
  }
  put_in_place(fresh, file);
}

}  // namespace berth
