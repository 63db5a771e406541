// berth serve
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string_view>

#include "app/application.h"
#include "app/private_memory.h"
#include "cli/commands.h"
#include "cli/config_options.h"
#include "cli/service_manager.h"
#include "cli/stop_signals.h"
#include "ops/data_directory.h"

namespace berth::cli {
namespace {

// A HOST:PORT that a client on this machine can use; a wildcard address is replaced by localhost.
std::string reachable_address(const ops::Config& config, const std::string& bound) {
  constexpr std::string_view kWildcards[] = {"*", "0.0.0.0", "::"};
  const bool is_wildcard =
      std::ranges::find(kWildcards, config.listen_host) != std::end(kWildcards);
  return is_wildcard ? "localhost" + bound.substr(bound.rfind(':')) : bound;
}

// For a person who started the server by hand, or who later reads the output of the first start.
// The log goes to standard error.
void print_how_to_use(const ops::Config& config, const app::Application& application) {
  const std::string address = reachable_address(config, application.address());
  const std::string host = config.public_host.empty() ? address : config.public_host;
  // The certificate is for the public host. Without a certificate, the public host may be a
  // proxy's.
  const std::string url = config.has_tls() ? "https://" + host : "http://" + address;
  const std::string alias = application.first_registry().alias.text();
  const std::string registry = host + '/' + alias;
  std::printf(
      "Berth serves on %s\n"
      "\n"
      "  images        %s/<repository>\n"
      "  data          %s\n",
      url.c_str(), registry.c_str(), config.data_dir.c_str());
  const auto credentials = config.data_dir / ops::DataDirectory::kCredentialsFile;
  if (!std::filesystem::exists(credentials)) {
    const std::string key =
        config.server_key.empty() ? "" : " --server-key " + config.server_key.string();
    std::printf("  credentials   berth key create --data-dir %s%s %s administrator\n\n",
                config.data_dir.c_str(), key.c_str(), alias.c_str());
  } else {
    std::printf(
        "  credentials   %s\n"
        "\n"
        "To use it from another shell:\n"
        "\n"
        "  export AWS_SHARED_CREDENTIALS_FILE=%s\n"
        "  aws ecr-public create-repository --repository-name hello --endpoint-url %s\n"
        "  aws ecr-public get-login-password --endpoint-url %s |\n"
        "    docker login --username AWS --password-stdin %s\n"
        "  docker push %s/hello:latest\n"
        "\n",
        credentials.c_str(), credentials.c_str(), url.c_str(), url.c_str(), host.c_str(),
        registry.c_str());
  }
  if (config.mode == ops::Mode::dev) {
    std::printf("DEV MODE: every access key and signature is accepted. Not for anything real.\n\n");
  }
  std::fflush(stdout);
}

int serve(const ops::Config& config) {
  // The reader of standard output or of the log may go away; that must not end the server.
  std::signal(SIGPIPE, SIG_IGN);
  const ServerSignals signals;
  app::make_memory_private();

  const bool is_first_start = !ops::DataDirectory::attach(config.data_dir);
  auto application = app::Application::start(config);
  if (!application) {
    print_config_error(application.error());
    return kExitUsage;
  }
  if (is_first_start || ::isatty(STDOUT_FILENO) == 1) print_how_to_use(config, **application);
  tell_service_manager(kReady);
  signals.await_stop([&application] { (*application)->reload(); });
  tell_service_manager(kStopping);
  const SecondStop second(signals, [&application] { (*application)->hurry(); });
  (*application)->stop();
  return EXIT_SUCCESS;
}

}  // namespace

void add_serve(const Command& berth) {
  on_config(berth.add_command("serve", "serve a registry until told to stop"), serve);
}

}  // namespace berth::cli
