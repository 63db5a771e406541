#include "metrics/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace berth::metrics {
namespace {

std::vector<Declaration> all() {
  std::vector<Declaration> all;
  for (const Group& group : groups()) {
    all.insert(all.end(), group.declarations.begin(), group.declarations.end());
  }
  return all;
}

TEST(MetricTable, DeclaresEveryMetricOnce) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kMetrics; ++i) {
    const Declaration& declaration = declaration_of(static_cast<Metric>(i));
    EXPECT_EQ(declaration.metric, static_cast<Metric>(i));
    EXPECT_TRUE(names.insert(declaration.name).second) << declaration.name;
  }
  EXPECT_EQ(all().size(), kMetrics);
}

// https://prometheus.io/docs/practices/naming/
TEST(MetricTable, NamesFollowThePracticesOfPrometheus) {
  for (const Declaration& metric : all()) {
    const std::string_view name = metric.name;
    const bool is_ours = name.starts_with("berth_") || name.starts_with("registry_http_") ||
                         name.starts_with("process_");
    EXPECT_TRUE(is_ours) << name;
    EXPECT_EQ(name.ends_with("_total"), metric.type == Type::counter) << name;
    const bool is_time = name.find("_seconds") != std::string_view::npos;
    EXPECT_EQ(is_time, metric.unit == Unit::nanoseconds) << name;
    const bool is_size = name.find("_bytes") != std::string_view::npos;
    EXPECT_EQ(is_size, metric.unit == Unit::bytes) << name;
    EXPECT_FALSE(metric.help.empty() || metric.help.ends_with('.')) << name;
    EXPECT_EQ(metric.help.find_first_of("\n\\"), std::string_view::npos) << name;
  }
}

// A label whose values clients choose would grow without limit.
TEST(MetricTable, HasOnlyLabelsWithFewValues) {
  const std::set<std::string_view> bounded{"api",    "code",      "file",    "handler", "kind",
                                           "method", "operation", "outcome", "reason",  "registry",
                                           "result", "trigger",   "version"};
  for (const Declaration& metric : all()) {
    for (const std::string_view label : metric.labels) {
      EXPECT_TRUE(label.empty() || bounded.contains(label)) << metric.name << ' ' << label;
    }
  }
}

}  // namespace
}  // namespace berth::metrics
