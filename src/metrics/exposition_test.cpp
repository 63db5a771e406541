#include "metrics/exposition.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace berth::metrics {
namespace {

TEST(Exposition, WritesHelpAndTypeOnceAboveTheSeries) {
  Exposition exposition;
  auto series = exposition.begin(Metric::tls_handshakes);
  series.add({"ok"}, 7);
  series.add({"failed"}, 0);
  EXPECT_EQ(exposition.text(),
            "# HELP berth_tls_handshakes_total TLS handshakes that succeeded (ok) or did not "
            "(failed), and connections that the peer closed without having sent a byte, as probes "
            "do (not_begun)\n"
            "# TYPE berth_tls_handshakes_total counter\n"
            "berth_tls_handshakes_total{result=\"ok\"} 7\n"
            "berth_tls_handshakes_total{result=\"failed\"} 0\n");
}

TEST(Exposition, LeavesOutAValueThatIsNotKnown) {
  Exposition exposition;
  exposition.add_if_known(Metric::disk_free, std::nullopt);
  EXPECT_TRUE(exposition.text().ends_with("# TYPE berth_disk_free_bytes gauge\n"))
      << exposition.text();
  exposition.add_if_known(Metric::disk_floor, 0);
  EXPECT_TRUE(exposition.text().ends_with("\nberth_disk_floor_bytes 0\n")) << exposition.text();
}

TEST(Exposition, EscapesTheValuesOfLabels) {
  Exposition exposition;
  exposition.begin(Metric::build_info).add({"a\"b\\c\nd"}, 1);
  EXPECT_NE(exposition.text().find("berth_build_info{version=\"a\\\"b\\\\c\\nd\"} 1\n"),
            std::string::npos)
      << exposition.text();
}

TEST(Exposition, WritesTimesInSecondsWithoutRounding) {
  for (const auto& [value, text] : {std::pair<std::uint64_t, std::string>{0, "0"},
                                    {1, "0.000000001"},
                                    {1'500'000'000, "1.5"},
                                    {60'000'000'000, "60"},
                                    {1'796'000'000'123'000'000, "1796000000.123"}}) {
    Exposition exposition;
    exposition.add(Metric::process_start_time, value);
    EXPECT_TRUE(exposition.text().ends_with("\nprocess_start_time_seconds " + text + "\n"))
        << exposition.text();
  }
}

TEST(Exposition, WritesTheBucketsOfAHistogramCumulatively) {
  static constexpr std::array<std::uint64_t, 2> kBounds{1'000'000, 500'000'000};
  Histogram<kBounds> histogram;
  for (const unsigned value : {1'000'000U, 2'000'000U, 3'000'000U, 900'000'000U}) {
    histogram.add(value);
  }
  Exposition exposition;
  exposition.begin(Metric::sync_duration).add({"blob"}, histogram.figures());
  EXPECT_TRUE(exposition.text().ends_with(
      "# TYPE berth_sync_duration_seconds histogram\n"
      "berth_sync_duration_seconds_bucket{kind=\"blob\",le=\"0.001\"} 1\n"
      "berth_sync_duration_seconds_bucket{kind=\"blob\",le=\"0.5\"} 3\n"
      "berth_sync_duration_seconds_bucket{kind=\"blob\",le=\"+Inf\"} 4\n"
      "berth_sync_duration_seconds_sum{kind=\"blob\"} 0.906\n"
      "berth_sync_duration_seconds_count{kind=\"blob\"} 4\n"))
      << exposition.text();
}

TEST(Exposition, LeavesOutAHistogramThatNobodyKeeps) {
  Exposition exposition;
  exposition.add(Metric::writer_batch_size, HistogramFigures());
  EXPECT_TRUE(exposition.text().ends_with("# TYPE berth_writer_batch_size histogram\n"));
}

TEST(Exposition, TakesTheLabelsOfTheTableOnly) {
  Exposition exposition;
  EXPECT_THROW(exposition.begin(Metric::gc_runs).add({"schedule"}, 1), std::logic_error);
}

}  // namespace
}  // namespace berth::metrics
