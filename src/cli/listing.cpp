#include "cli/listing.h"

#include <algorithm>
#include <cstdio>

#include "json/writer.h"
#include "ops/settings.h"

namespace berth::cli {
namespace {

constexpr std::size_t kGap = 2;  // between columns

bool is_number(std::string_view value) {
  return !value.empty() && std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
}

// As a table shows it.
std::string shown(const std::string& value, ColumnKind kind) {
  return kind == ColumnKind::bytes && is_number(value) ? text_of_bytes(std::stoull(value)) : value;
}

}  // namespace

std::string text_of_bytes(std::uint64_t size_bytes) {
  constexpr std::uint64_t kStep = 1024;
  if (size_bytes < kStep) return std::to_string(size_bytes) + " B";
  std::uint64_t unit_bytes = kStep;
  std::size_t unit = 0;
  constexpr std::string_view kUnits = "KMGTPE";
  for (; unit + 1 < kUnits.size() && size_bytes / unit_bytes >= kStep; ++unit) unit_bytes *= kStep;
  const std::uint64_t tenths = size_bytes % unit_bytes * 10 / unit_bytes;
  return std::to_string(size_bytes / unit_bytes) + '.' + std::to_string(tenths) + ' ' +
         kUnits[unit] + "iB";
}

void add_output_option(const Command& command, OutputFormat& format) {
  const auto read = [&format](const std::string& name) -> Checked<void> {
    if (name != "table" && name != "json") {
      return fail(ops::not_taken("--output", "table or json", name));
    }
    format = name == "json" ? OutputFormat::json : OutputFormat::table;
    return {};
  };
  command.add_option({.name = "--output",
                      .value_name = "table|json",
                      .help = "form of the output",
                      .default_text = "table"},
                     read);
}

std::string Listing::json_rows() const {
  std::string out;
  json::Writer writer(out);
  writer.begin_array();
  for (const auto& row : rows_) {
    writer.begin_object();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      writer.key(columns_[i].name);
      const ColumnKind kind = columns_[i].kind;
      if (kind == ColumnKind::number || (kind == ColumnKind::bytes && is_number(row[i]))) {
        writer.json(row[i]);
      } else {
        writer.string(row[i]);
      }
    }
    writer.end_object();
  }
  writer.end_array();
  return out.substr(1, out.size() - 2);
}

std::string Listing::table(Titles titles) const {
  auto rows = rows_;
  for (auto& row : rows) {
    for (std::size_t i = 0; i < columns_.size(); ++i) row[i] = shown(row[i], columns_[i].kind);
  }
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = columns_[i].title.size();
    for (const auto& row : rows) width = std::max(width, row[i].size());
    widths.push_back(width);
  }
  std::string out;
  const auto append_line = [&](const auto& text_of) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string_view text = text_of(i);
      out += text;
      if (i + 1 < columns_.size()) out.append(widths[i] - text.size() + kGap, ' ');
    }
    out += '\n';
  };
  if (titles == Titles::shown) append_line([&](std::size_t i) { return columns_[i].title; });
  for (const auto& row : rows) append_line([&](std::size_t i) { return std::string_view(row[i]); });
  return out;
}

std::string Listing::text(OutputFormat format) const {
  return format == OutputFormat::json ? '[' + json_rows() + "]\n" : table(Titles::shown);
}

void Listing::print(OutputFormat format) const {
  std::fputs(text(format).c_str(), stdout);
}

void PagedListing::add(std::vector<std::string> row) {
  page_.add(std::move(row));
  if (page_.rows_.size() == kPageRows) print_page();
}

void PagedListing::finish() {
  if (is_first_ || !page_.rows_.empty()) print_page();
  if (format_ == OutputFormat::json) std::fputs("]\n", stdout);
}

void PagedListing::print_page() {
  std::string text;
  if (format_ == OutputFormat::json) {
    text = (is_first_ ? "[" : ",") + page_.json_rows();
  } else {
    text = page_.table(is_first_ ? Listing::Titles::shown : Listing::Titles::left_out);
  }
  std::fputs(text.c_str(), stdout);
  page_.rows_.clear();
  is_first_ = false;
}

}  // namespace berth::cli
