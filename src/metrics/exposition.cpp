#include "metrics/exposition.h"

#include <stdexcept>

namespace berth::metrics {
namespace {

constexpr std::uint64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::size_t kFractionDigits = 9;

// Exact: a whole number, or seconds with at most nine decimals.
std::string number(std::uint64_t value, Unit unit) {
  if (unit != Unit::nanoseconds) return std::to_string(value);
  std::string text = std::to_string(value / kNanosecondsPerSecond);
  std::string fraction = std::to_string(value % kNanosecondsPerSecond);
  fraction.insert(0, kFractionDigits - fraction.size(), '0');
  fraction.erase(fraction.find_last_not_of('0') + 1);
  if (!fraction.empty()) text.append(".").append(fraction);
  return text;
}

// "label_value can be any sequence of UTF-8 characters, but the backslash (\), double-quote ("),
// and line feed (\n) characters have to be escaped"; in a help text, a double quote is not.
enum class Quotes : std::uint8_t { escaped, as_they_are };
void append_escaped(std::string& out, std::string_view text, Quotes quotes) {
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || (c == '"' && quotes == Quotes::escaped)) out += '\\';
    out += c;
  }
}

void append_label(std::string& out, std::string_view name, std::string_view value) {
  out.append(out.ends_with('{') ? "" : ",").append(name).append("=\"");
  append_escaped(out, value, Quotes::escaped);
  out += '"';
}

}  // namespace

void Exposition::Series::line(std::string_view suffix, Labels labels, std::string_view bound,
                              std::string_view value) {
  if (labels.size() != declaration_.label_count()) {
    throw std::logic_error("not the labels of " + std::string(declaration_.name));
  }
  text_.append(declaration_.name).append(suffix);
  if (labels.size() != 0 || !bound.empty()) {
    text_ += '{';
    const std::string_view* name = declaration_.labels.data();
    for (const std::string_view label : labels) append_label(text_, *name++, label);
    if (!bound.empty()) append_label(text_, "le", bound);
    text_ += '}';
  }
  text_.append(" ").append(value).append("\n");
}

void Exposition::Series::add(Labels labels, std::uint64_t value) {
  line("", labels, "", number(value, declaration_.unit));
}

void Exposition::Series::add(Labels labels, const HistogramFigures& figures) {
  if (figures.counts.empty()) return;
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < figures.bounds.size(); ++i) {
    count += figures.counts.at(i);
    line("_bucket", labels, number(figures.bounds[i], declaration_.unit), std::to_string(count));
  }
  const std::string all = std::to_string(count + figures.counts.back());
  line("_bucket", labels, "+Inf", all);
  line("_sum", labels, "", number(figures.sum, declaration_.unit));
  line("_count", labels, "", all);
}

Exposition::Series Exposition::begin(Metric metric) {
  const Declaration& declaration = declaration_of(metric);
  text_.append("# HELP ").append(declaration.name).append(" ");
  append_escaped(text_, declaration.help, Quotes::as_they_are);
  text_.append("\n# TYPE ").append(declaration.name).append(" ");
  text_.append(text_of(declaration.type)).append("\n");
  return {text_, declaration};
}

}  // namespace berth::metrics
