// The composition root: builds every part of a running server, in order, by hand.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/problem.h"
#include "ops/config.h"
#include "registry/values/model.h"

namespace berth::app {

class Application {
 public:
  // Opens the data directory and starts serving. A problem: the configuration or the
  // directory prevents it. Throws if the machine does.
  static Checked<std::unique_ptr<Application>> start(const ops::Config& config);
  // Checks what start() would refuse in the configuration itself, without looking at the data
  // directory.
  static Checked<void> check(const ops::Config& config);

  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;
  ~Application();

  // HOST:PORT as bound.
  [[nodiscard]] std::string address() const;
  // The same for the second listener; empty: there is none.
  [[nodiscard]] std::string ops_address() const;
  [[nodiscard]] const Registry& first_registry() const;

  // Reloads what can be reloaded: the TLS certificate and its key. The log shows the result;
  // unusable files change nothing.
  void reload();
  // Stops: running requests are finished (within the grace period), new ones are refused. Blocks.
  void stop();
  // Ends the grace period now. Any thread may call, even while another one is in stop().
  void hurry();

 private:
  struct Parts;
  explicit Application(std::unique_ptr<Parts> parts);
  void log_preparation();
  void begin_serving();
  void log_certificate(std::string_view event);

  std::unique_ptr<Parts> parts_;
};

}  // namespace berth::app
