// The composition root: everything a running server consists of, built in order, by hand.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "ops/config.h"
#include "registry/values/model.h"

namespace berth::app {

class Application {
 public:
  // Opens the data directory and starts serving. invalid_parameter: what in the configuration or
  // the directory stands in the way. Throws if the machine does.
  static Result<std::unique_ptr<Application>> start(const ops::Config& config);
  // What start() would not take of the configuration itself; looks at no data directory.
  static Result<void> check(const ops::Config& config);

  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;
  ~Application();

  // HOST:PORT as bound.
  [[nodiscard]] std::string address() const;
  // Of the second listener, likewise; empty: there is none.
  [[nodiscard]] std::string ops_address() const;
  [[nodiscard]] const Registry& first_registry() const;

  // Reads again what can be: the TLS certificate and its key. What came of it is in the log; files
  // that will not do leave everything as it was.
  void reload();
  // Stops: what runs is finished (within the grace period), what is new is refused. Blocks.
  void stop();
  // The grace period ends now. Any thread may call, also while another one is in stop().
  void hurry();

 private:
  struct Parts;
  explicit Application(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace berth::app
