#include "ops/server_note.h"

#include <charconv>
#include <fstream>
#include <map>
#include <string_view>

namespace berth::ops {
namespace {

constexpr std::string_view kPid = "pid";
constexpr std::string_view kAddress = "address";
constexpr std::string_view kGrace = "gc-grace";
constexpr std::string_view kUploadExpiry = "upload-expiry";
constexpr std::string_view kEmptyUploadExpiry = "empty-upload-expiry";
constexpr std::string_view kSeparator = " = ";

std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

void write_server_note(const std::filesystem::path& lock_file, const ServerNote& note) {
  std::ofstream out(lock_file, std::ios::trunc);
  out << kPid << kSeparator << note.pid << '\n'
      << kAddress << kSeparator << note.address << '\n'
      << kGrace << kSeparator << note.garbage.grace.count() << '\n'
      << kUploadExpiry << kSeparator << note.garbage.upload_expiry.count() << '\n'
      << kEmptyUploadExpiry << kSeparator << note.garbage.empty_upload_expiry.count() << '\n';
}

std::optional<ServerNote> read_server_note(const std::filesystem::path& lock_file) {
  std::ifstream in(lock_file);
  std::map<std::string, std::string, std::less<>> values;
  for (std::string line; std::getline(in, line);) {
    const std::size_t at = line.find(kSeparator);
    if (at != std::string::npos) values[line.substr(0, at)] = line.substr(at + kSeparator.size());
  }
  const auto value = [&values](std::string_view name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string_view() : std::string_view(found->second);
  };
  const auto pid = read_number(value(kPid));
  const auto grace = read_number(value(kGrace));
  const auto upload_expiry = read_number(value(kUploadExpiry));
  const auto empty_upload_expiry = read_number(value(kEmptyUploadExpiry));
  if (!pid || !grace || !upload_expiry || !empty_upload_expiry) return std::nullopt;
  return ServerNote{.pid = *pid,
                    .address = std::string(value(kAddress)),
                    .garbage = {.grace = std::chrono::seconds(*grace),
                                .upload_expiry = std::chrono::seconds(*upload_expiry),
                                .empty_upload_expiry = std::chrono::seconds(*empty_upload_expiry)}};
}

}  // namespace berth::ops
