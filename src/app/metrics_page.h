// GET /metrics: everything that the parts of a server count.
#pragma once

#include <string>

#include "app/garbage_job.h"
#include "app/ops_pages.h"
#include "app/request_metrics.h"
#include "auth/authenticator.h"
#include "aws/plane.h"
#include "base/byte_budget.h"
#include "net/server.h"
#include "net/tls_credentials.h"
#include "oci/plane.h"
#include "stores/open_stores.h"

namespace berth::app {

// What is read, at each look. All must outlive the page.
struct MetricsSources {
  const RequestMetrics& requests;
  const auth::Authenticator& authenticator;
  const aws::Plane& aws;
  const oci::Plane& oci;
  const ByteBudget& budget;
  const net::Server& server;
  const net::TlsCredentials* tls;  // null: plain HTTP
  const stores::Stores& store;
  const Quotas& quotas;
  const GarbageJob& garbage;
  Timestamp started_at;
};

// In Prometheus' text format. Waits for no request, and for no disk but to ask for sizes and for
// the figures of the registries. Any thread may call.
std::string write_metrics(const MetricsSources& sources);

OpsPage metrics_page(const MetricsSources& sources);

}  // namespace berth::app
