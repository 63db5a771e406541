#include "metrics/page.h"

#include "metrics/table.h"

namespace berth::metrics {
namespace {

constexpr std::string_view kIntroduction =
    R"(<!-- Written by `make docs` from src/metrics/table.cpp; not edited by hand. -->

# Metrics

`GET /metrics` at the address of `ops-listen` ([probes](running.md#probes)) answers with everything
that the server counts, in Prometheus' text format 0.0.4. The server always counts; without
`ops-listen`, nothing is open. A scrape reads counters, asks the file system for sizes, and reads
one row for each registry. No request waits for it.

```yaml
scrape_configs:
  - job_name: berth
    static_configs:
      - targets: ["127.0.0.1:8081"]
```

[packaging/prometheus/berth.yml](../../packaging/prometheus/berth.yml) has alert rules for
Prometheus, and [packaging/grafana/berth.json](../../packaging/grafana/berth.json) is a dashboard
for Grafana.

The names that begin with `registry_http_` are those of CNCF Distribution (`registry:2`) and mean
the same, so its dashboards work. Its values of `handler` are used, and `token`, `referrers`,
`ecr_public`, `sts` and `other` are added. Labels have few values, which are known when Berth is
built, except for `registry`: the alias of a registry, of the 1,000 that hold the most if there are
more. No repository, user, digest or address is ever a label. A series of requests appears with its
first request; all others exist from the start.
)";

// "`handler`, `method`"
std::string labels_of(const Declaration& declaration) {
  std::string labels;
  for (std::size_t i = 0; i < declaration.label_count(); ++i) {
    labels.append(i == 0 ? "`" : ", `").append(declaration.labels.at(i)).append("`");
  }
  return labels;
}

}  // namespace

std::string make_metrics_page() {
  std::string page(kIntroduction);
  for (const Group& group : groups()) {
    page.append("\n## ").append(group.title);
    page += "\n\n| name | type | labels | what it is |\n|---|---|---|---|\n";
    for (const Declaration& declaration : group.declarations) {
      page.append("| `").append(declaration.name).append("` | ");
      page.append(text_of(declaration.type)).append(" | ").append(labels_of(declaration));
      page.append(" | ").append(declaration.help).append(" |\n");
    }
  }
  return page;
}

}  // namespace berth::metrics
