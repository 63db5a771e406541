#include "runner/case_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>

#include "base/encoding.h"

namespace berth::cases {
namespace {

constexpr std::string_view kMarker = "--- ";
constexpr std::string_view kContinued = "\\\n";

void trim_end(std::string& text) {
  while (text.ends_with('\n')) text.pop_back();
}

bool is_visible(char c) {
  return c >= ' ' && c <= '~';
}

// Where the first piece of a line ends: after a comma, so that JSON reads well, if there is one.
std::size_t piece_of(std::string_view line) {
  const std::size_t comma = line.rfind(',', kColumns - 2);
  return comma == std::string_view::npos || comma == 0 ? kColumns - 1 : comma + 1;
}

}  // namespace

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::string join_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text.append(line).append(1, '\n');
  if (!text.empty()) text.pop_back();
  return text;
}

CaseFile parse_case(std::string_view text) {
  CaseFile file;
  std::size_t number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    if (line.starts_with(kMarker)) {
      const std::string_view marker = std::string_view(line).substr(kMarker.size());
      const std::size_t space = std::min(marker.find(' '), marker.size());
      file.sections.push_back({.kind = std::string(marker.substr(0, space)),
                               .argument = std::string(marker.substr(space)),
                               .text = {},
                               .line = number});
      std::string& argument = file.sections.back().argument;
      if (!argument.empty()) argument.erase(0, 1);
    } else {
      std::string& into = file.sections.empty() ? file.sentence : file.sections.back().text;
      into.append(line).append(1, '\n');
    }
  }
  trim_end(file.sentence);
  for (Section& section : file.sections) trim_end(section.text);
  if (file.sentence.empty()) throw std::runtime_error("line 1: what does the case show?");
  return file;
}

std::string format_case(const CaseFile& file) {
  std::string text = file.sentence + "\n";
  for (const Section& section : file.sections) {
    text.append("\n").append(kMarker).append(section.kind);
    if (!section.argument.empty()) text.append(" ").append(section.argument);
    text += '\n';
    if (!section.text.empty()) text.append(section.text).append(1, '\n');
  }
  return text;
}

std::vector<std::filesystem::path> case_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".case") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) throw std::runtime_error("cannot read " + file.string());
  return text;
}

void write_text(const std::filesystem::path& file, std::string_view text) {
  std::ofstream out(file, std::ios::binary);
  out << text << std::flush;
  if (!out) throw std::runtime_error("cannot write " + file.string());
}

std::string fold(std::string_view text) {
  std::vector<std::string> folded;
  for (const std::string& line : lines_of(text)) {
    std::string_view rest = line;
    std::string pieces;
    while (rest.size() > kColumns) {
      const std::size_t end = piece_of(rest);
      pieces.append(rest.substr(0, end)).append(kContinued);
      rest.remove_prefix(end);
    }
    folded.push_back(pieces.append(rest));
  }
  return join_lines(folded);
}

std::string unfold(std::string_view text) {
  std::string unfolded(text);
  std::size_t at = 0;
  while ((at = unfolded.find(kContinued, at)) != std::string::npos) {
    unfolded.erase(at, kContinued.size());
  }
  return unfolded;
}

std::string show_line(std::string_view bytes) {
  std::string shown;
  for (std::size_t i = 0; i < bytes.size();) {
    const bool would_continue = bytes[i] == '\\' && i + 1 == bytes.size();
    if (is_visible(bytes[i]) && !would_continue) {
      shown += bytes[i++];
      continue;
    }
    std::size_t end = i + 1;
    while (end < bytes.size() && !is_visible(bytes[end])) ++end;
    const std::string_view hidden = bytes.substr(i, end - i);
    shown.append("<bytes:").append(to_hex(std::as_bytes(std::span(hidden)))).append(">");
    i = end;
  }
  return shown;
}

}  // namespace berth::cases
