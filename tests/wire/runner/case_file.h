// Text cases: files that hold requests and exact answers. cases/README.md describes the format.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace berth::cases {

// "--- KIND ARGUMENT", and the lines below it.
struct Section {
  std::string kind;
  std::string argument;
  std::string text;      // as written, without empty lines at the end
  std::size_t line = 0;  // of its marker, from 1
};

struct CaseFile {
  std::string sentence;  // what stands above the first section: what the case shows
  std::vector<Section> sections;
};

// Throws std::runtime_error with the line of what cannot be read.
CaseFile parse_case(std::string_view text);
std::string format_case(const CaseFile& file);

// In order of their names.
std::vector<std::filesystem::path> case_files(const std::filesystem::path& folder);
// Throw std::runtime_error if the file cannot be read or written.
std::string read_text(const std::filesystem::path& file);
void write_text(const std::filesystem::path& file, std::string_view text);

// Long lines are written in pieces of at most this many columns, each with a backslash at its end
// but the last.
inline constexpr std::size_t kColumns = 100;
std::string fold(std::string_view text);
std::string unfold(std::string_view text);

// A line of a file, with bytes that would not be seen there as "<bytes:0d0a>".
std::string show_line(std::string_view bytes);

std::vector<std::string> lines_of(std::string_view text);
std::string join_lines(const std::vector<std::string>& lines);

}  // namespace berth::cases
