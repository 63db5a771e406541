// DIR/administration.log: what commands changed in the data, one JSON object a line. Commands work
// beside a server or without one, so the server's log cannot be where they say so; a running server
// copies the lines into its own (app/administration_copier.h). Values are never secrets.
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
#include "base/result.h"

namespace berth::ops {

// 8 MiB: some thirty thousand lines. A file that is as long becomes FILE.old, in place of the one
// before, and the next line begins a new one.
inline constexpr std::uint64_t kMaxAdministrationLogBytes = std::uint64_t{8} << 20U;

struct AdministrativeChange {
  std::string resource;  // an ARN; empty: the data as a whole
  std::string detail;    // what of it, for people; empty: nothing more is to be said
};

// invalid_parameter: what has the name of the file is not a file of the effective user's, so that
// nothing can be recorded there. It need not be there yet.
Result<void> check_administration_log(const std::filesystem::path& file);

// Appends a line, durably and in one write(2): who runs this program, when, and what it changed by
// `command` ("berth key create"). Makes the file if need be, of mode 0600. Any number of processes
// may call. std::system_error.
void record_change(const std::filesystem::path& file, const Clock& clock,
                   const std::string& command, const AdministrativeChange& change);

// Follows the file from its end on. One thread.
class AdministrationLogReader {
 public:
  explicit AdministrationLogReader(std::filesystem::path file);

  // The whole lines that have come since, without their ends, of at most kMaxPieceBytes: the rest
  // with the next call. Of a file that took the other's place: from the start. std::system_error.
  std::vector<std::string> take_lines();

  // 64 KiB: a line has a few hundred bytes; what is longer than this is not one, and is left out.
  static constexpr std::size_t kMaxPieceBytes = std::size_t{64} * 1024;

 private:
  void open_if_there();
  [[nodiscard]] bool was_moved() const;

  const std::filesystem::path path_;
  File file_;  // not open: there was none
  std::uint64_t offset_ = 0;
};

// The name of a user of the system; nullopt: it has none.
std::optional<std::string> find_user_name(uid_t user);

}  // namespace berth::ops
