// Writes metrics in Prometheus' text format 0.0.4
// (https://prometheus.io/docs/instrumenting/exposition_formats/).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/histogram.h"
#include "metrics/table.h"

namespace berth::metrics {

// The value of Content-Type.
inline constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

class Exposition {
 public:
  // The values of the labels that the table gives to the metric, in its order.
  using Labels = std::initializer_list<std::string_view>;

  // The series of one metric. Must not outlive the exposition; ends before the next one begins.
  class Series {
   public:
    // A counter or a gauge, in the unit of the table.
    void add(Labels labels, std::uint64_t value);
    // A histogram, likewise. One without buckets is left out: its store keeps none.
    void add(Labels labels, const HistogramFigures& figures);

   private:
    friend class Exposition;
    Series(std::string& text, const Declaration& declaration)
        : text_(text), declaration_(declaration) {}

    void line(std::string_view suffix, Labels labels, std::string_view bound,
              std::string_view value);

    std::string& text_;
    const Declaration& declaration_;
  };

  // Begins a metric; call it once for each. One without series is right, too.
  Series begin(Metric metric);
  // A metric without labels.
  void add(Metric metric, std::uint64_t value) { begin(metric).add({}, value); }
  // Only the head of the metric if the value is not known: 0 would be a value.
  void add_if_known(Metric metric, std::optional<std::uint64_t> value) {
    Series series = begin(metric);
    if (value) series.add({}, *value);
  }
  void add(Metric metric, const HistogramFigures& figures) { begin(metric).add({}, figures); }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace berth::metrics
