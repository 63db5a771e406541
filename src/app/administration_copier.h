// Copies what commands change while the server runs to the server's own log, where an auditor
// looks.
#pragma once

#include <filesystem>

#include "app/periodic_job.h"
#include "ops/administration_log.h"
#include "ops/log.h"

namespace berth::app {

// The work of a PeriodicJob. One thread at a time.
class AdministrationCopier {
 public:
  static constexpr PeriodicJob::Plan kPlan{.name = "administration",
                                           .interval = std::chrono::milliseconds(250)};

  // Copies only lines that are added from now on.
  AdministrationCopier(std::filesystem::path file, ops::Log& log);

  // Logs each new line as an event `administration`. Costs two system calls if there are none. An
  // unreadable file is reported once, until it can be read again.
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
