// The output of the account commands: tables for people, JSON for programs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/command_line.h"

namespace berth::cli {

enum class OutputFormat : std::uint8_t { table, json };

// Declares `--output table|json` on a command. `format` must outlive the parse.
void add_output_option(const Command& command, OutputFormat& format);

// The JSON type of a column's values. bytes: numbers that a table shows as people read them
// ("1.5 GiB"); values that are not numbers are texts.
enum class ColumnKind : std::uint8_t { text, number, bytes };

// "1.5 GiB": rounded down to a tenth of the largest unit that is not larger.
std::string text_of_bytes(std::uint64_t size_bytes);

class Listing {
 public:
  struct Column {
    std::string_view name;   // in JSON: "createdAt"
    std::string_view title;  // in tables: "CREATED"
    ColumnKind kind = ColumnKind::text;
  };

  explicit Listing(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One value per column; values of a number column are decimal numbers.
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  // The list of objects, or the table with columns as wide as their widest value.
  [[nodiscard]] std::string text(OutputFormat format) const;
  void print(OutputFormat format) const;

 private:
  friend class PagedListing;
  // "{...},{...}"
  [[nodiscard]] std::string json_rows() const;
  enum class Titles : std::uint8_t { left_out, shown };
  [[nodiscard]] std::string table(Titles titles) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// The same output for lists of any length: prints a page as soon as it is full, and keeps no more.
// Each page of a table has columns of its own width.
class PagedListing {
 public:
  PagedListing(std::vector<Listing::Column> columns, OutputFormat format)
      : format_(format), page_(std::move(columns)) {}

  void add(std::vector<std::string> row);
  // Prints the rest. Call it once, at the end.
  void finish();

 private:
  static constexpr std::size_t kPageRows = 1000;

  void print_page();

  const OutputFormat format_;
  Listing page_;
  bool is_first_ = true;
};

}  // namespace berth::cli
