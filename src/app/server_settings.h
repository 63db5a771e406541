// Translates the configuration into what each part of a server is given.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "auth/authenticator.h"
#include "auth/authorizer.h"
#include "aws/plane.h"
#include "base/problem.h"
#include "gallery/settings.h"
#include "net/server.h"
#include "net/tls_credentials.h"
#include "oci/plane.h"
#include "ops/config.h"
#include "plane/room.h"

namespace berth::app {

// The credentials for HTTPS; null for HTTP.
using Tls = std::unique_ptr<net::TlsCredentials>;
// invalid_parameter: the files cannot be used.
Checked<Tls> load_tls(const ops::Config& config);

// The threads that answer requests.
unsigned answering_threads(const ops::Config& config);

// `config.max_connections` is the most that may be open at once.
net::ServerConfig server_settings(const ops::Config& config, const net::TlsCredentials* tls);
net::ServerConfig ops_server_settings(const ops::ListenAddress& address);

auth::Trust trust_of(const ops::Config& config);
auth::SignedHosts signed_hosts_of(const ops::Config& config);
aws::PlaneConfig aws_settings(const ops::Config& config, plane::HasRoom has_room);
oci::PlaneConfig oci_settings(const ops::Config& config, plane::HasRoom has_room);
gallery::Settings gallery_settings(const ops::Config& config);

// The time between two runs of the collector; nullopt: it runs only on request.
std::optional<std::chrono::seconds> collection_interval(const ops::Config& config);

}  // namespace berth::app
