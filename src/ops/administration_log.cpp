#include "ops/administration_log.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <span>
#include <string_view>
#include <system_error>

#include "base/excerpt.h"
#include "json/writer.h"

namespace berth::ops {
namespace {

constexpr mode_t kOwnerOnly = 0600;
// Longer than any user name; the value comes from the environment.
constexpr std::size_t kMaxSudoUserBytes = 64;

bool is_own_file(const struct stat& status) {
  return S_ISREG(status.st_mode) && status.st_uid == ::geteuid();
}

bool is_same(const struct stat& one, const struct stat& other) {
  return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

struct stat status_of(const File& file) {
  struct stat status{};
  if (::fstat(file.descriptor(), &status) != 0) throw_errno(file);
  return status;
}

// On failure not open, and errno is set. Does not wait for the other end if the path is a FIFO.
File open_file(const std::filesystem::path& path, int flags) {
  File file(::open(path.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, kOwnerOnly));
  if (file.is_open() && !is_own_file(status_of(file))) {
    file.close();
    errno = EPERM;
  }
  return file;
}

// Opens the file of that name, not one that was renamed meanwhile, and locks it until it is closed.
File open_to_append(const std::filesystem::path& path) {
  for (;;) {
    File file = open_file(path, O_RDWR | O_APPEND | O_CREAT);
    if (!file.is_open()) throw_errno(path);
    while (::flock(file.descriptor(), LOCK_EX) != 0) {
      if (errno != EINTR) throw_errno(path);
    }
    struct stat named{};
    const struct stat opened = status_of(file);
    if (::lstat(path.c_str(), &named) != 0 || !is_same(named, opened)) continue;
    if (static_cast<std::uint64_t>(opened.st_size) < kMaxAdministrationLogBytes) return file;
    std::filesystem::path old = path;
    old += ".old";
    std::filesystem::rename(path, old);
  }
}

void append_member(json::Writer& line, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  line.key(name);
  line.string(value);
}

// Empty: sudo(8) is not involved.
std::string sudo_user() {
  const char* user = std::getenv("SUDO_USER");
  return user != nullptr ? printable(user, kMaxSudoUserBytes) : std::string();
}

std::string line_of(const Clock& clock, const std::string& command,
                    const AdministrativeChange& change) {
  const uid_t user = ::geteuid();
  std::string text;
  json::Writer line(text);
  line.begin_object();
  append_member(line, "time", format_rfc3339(clock.now()));
  append_member(line, "user", find_user_name(user).value_or(""));
  line.key("uid");
  line.number(std::uint64_t{user});
  append_member(line, "sudo_user", sudo_user());
  append_member(line, "command", command);
  append_member(line, "resource", change.resource);
  append_member(line, "detail", change.detail);
  line.end_object();
  text += '\n';
  return text;
}

// A line truncated by a full disk must not become the start of the next one.
bool ends_in_a_line(const File& file, std::uint64_t size) {
  if (size == 0) return true;
  std::array<std::byte, 1> last{};
  return read_some(file, last, size - 1) == 1 && last[0] == std::byte{'\n'};
}

}  // namespace

std::string command_user() {
  const uid_t id = ::geteuid();
  std::string user = find_user_name(id).value_or(std::to_string(id));
  const std::string before_sudo = sudo_user();
  return before_sudo.empty() ? user : user + " (sudo: " + before_sudo + ")";
}

std::optional<std::string> find_user_name(uid_t user) {
  // More than a line of passwd(5) holds.
  constexpr std::size_t kEntryBytes = 16'384;
  std::vector<char> buffer(kEntryBytes);
  passwd entry{};
  passwd* found = nullptr;
  ::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found);
  if (found == nullptr) return std::nullopt;
  return found->pw_name;
}

Checked<void> check_administration_log(const std::filesystem::path& file) {
  const auto refuse = [&file](std::string reason) {
    return fail({.subject = file.string(),
                 .reason = std::move(reason) + ": what commands change is recorded there"});
  };
  struct stat status{};
  const bool exists = ::lstat(file.c_str(), &status) == 0;
  if (exists && !is_own_file(status)) {
    return refuse("is not a file of the user that runs this, so move it away");
  }
  const std::filesystem::path folder = file.parent_path();
  const int denied = exists ? ::faccessat(AT_FDCWD, file.c_str(), R_OK | W_OK, AT_EACCESS)
                            : ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS);
  if (denied == 0) return {};
  return refuse("cannot be written (" + std::error_code(errno, std::generic_category()).message() +
                ")");
}

void record_change(const std::filesystem::path& file, const Clock& clock,
                   const std::string& command, const AdministrativeChange& change) {
  const File log = open_to_append(file);
  const auto size = static_cast<std::uint64_t>(status_of(log).st_size);
  const std::string line =
      (ends_in_a_line(log, size) ? "" : "\n") + line_of(clock, command, change);
  const ssize_t written = ::write(log.descriptor(), line.data(), line.size());
  if (written < 0) throw_errno(file);
  if (static_cast<std::size_t>(written) != line.size()) {
    errno = ENOSPC;
    throw_errno(file);
  }
  sync_content(log);
  if (size != 0) return;
  const File folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) throw_errno(file.parent_path());
  sync_names(folder);
}

AdministrationLogReader::AdministrationLogReader(std::filesystem::path file)
    : path_(std::move(file)) {
  open_if_there();
  if (file_.is_open()) offset_ = static_cast<std::uint64_t>(status_of(file_).st_size);
}

void AdministrationLogReader::open_if_there() {
  file_ = open_file(path_, O_RDONLY);
  offset_ = 0;
  if (!file_.is_open() && errno != ENOENT) throw_errno(path_);
}

bool AdministrationLogReader::was_moved() const {
  struct stat named{};
  return ::lstat(path_.c_str(), &named) != 0 || !is_same(named, status_of(file_));
}

std::vector<std::string> AdministrationLogReader::take_lines() {
  if (!file_.is_open()) open_if_there();
  if (!file_.is_open()) return {};
  // Checked before reading: once the file has been renamed, no command writes to it any more.
  const bool is_last_look = was_moved();
  std::string piece(kMaxPieceBytes, '\0');
  piece.resize(read_some(file_, std::as_writable_bytes(std::span(piece)), offset_));
  std::vector<std::string> lines;
  std::size_t taken = 0;
  for (std::size_t end = piece.find('\n'); end != std::string::npos;
       end = piece.find('\n', taken)) {
    lines.push_back(piece.substr(taken, end - taken));
    taken = end + 1;
  }
  if (taken == 0 && piece.size() == kMaxPieceBytes) taken = piece.size();
  offset_ += taken;
  if (is_last_look && taken == 0) file_.close();
  return lines;
}

}  // namespace berth::ops
