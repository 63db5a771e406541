// DIR/administration.log: what commands changed in the data, one JSON object per line. Commands
// work with or without a running server, so they cannot use the server's log; a running server
// copies the lines into its own log (app/administration_copier.h). Values are never secrets.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "base/problem.h"

namespace berth::ops {

// 8 MiB: some thirty thousand lines. A file of that size is renamed to FILE.old, replacing an
// earlier one, and the next line starts a new file.
inline constexpr std::uint64_t kMaxAdministrationLogBytes = std::uint64_t{8} << 20U;

struct AdministrativeChange {
  std::string resource;  // an ARN; empty: the data as a whole
  std::string detail;    // details for people; empty: none
};

// A problem: nothing can be recorded there, because something of that name exists that is not a
// file owned by the effective user, or the file cannot be written or made. Makes none.
Checked<void> check_administration_log(const std::filesystem::path& file);

// Appends a line, durably and in one write(2): who runs this program, when, and what it changed by
// `command` ("berth key create"). Creates the file if necessary, with mode 0600. Any number of
// processes may call. Throws std::system_error.
void record_change(const std::filesystem::path& file, const Clock& clock,
                   const std::string& command, const AdministrativeChange& change);

// Follows the file, beginning at its end. One thread.
class AdministrationLogReader {
 public:
  explicit AdministrationLogReader(std::filesystem::path file);

  // The complete lines added since the last call, without their line ends; at most kMaxPieceBytes,
  // and the rest with the next call. A new file that replaced the old one is read from its start.
  // Throws std::system_error.
  std::vector<std::string> take_lines();

  // 64 KiB: a line has a few hundred bytes; anything longer than this is not a line and is skipped.
  static constexpr std::size_t kMaxPieceBytes = std::size_t{64} * 1024;

 private:
  void open_if_there();
  [[nodiscard]] bool was_moved() const;

  const std::filesystem::path path_;
  File file_;  // not open: the file did not exist
  std::uint64_t offset_ = 0;
};

// Who runs this program: the name of the user, or its number; "root (sudo: ci)" if sudo(8) says who
// became that user.
std::string command_user();

// The name of an operating system user; nullopt: the user has none.
std::optional<std::string> find_user_name(uid_t user);

}  // namespace berth::ops
