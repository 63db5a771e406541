// What commands change beside a running server, in the server's own log, where an auditor looks.
#pragma once

#include <filesystem>

#include "ops/administration_log.h"
#include "ops/log.h"

namespace berth::app {

// One thread.
class AdministrationCopier {
 public:
  // Copies what comes from now on.
  AdministrationCopier(std::filesystem::path file, ops::Log& log);

  // A line for each that has come since: the event `administration`. Costs two system calls if none
  // has. A file that cannot be read is said once, until it can be.
  void copy_new();

 private:
  void copy(const std::string& line);
  void warn(const std::string& reason);

  const std::filesystem::path file_;
  ops::Log& log_;
  std::optional<ops::AdministrationLogReader> reader_;
  bool has_warned_ = false;
};

}  // namespace berth::app
