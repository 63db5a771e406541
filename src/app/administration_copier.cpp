#include "app/administration_copier.h"

#include <array>
#include <system_error>
#include <utility>
#include <vector>

#include "base/excerpt.h"
#include "json/reader.h"

namespace berth::app {
namespace {

// The names in the file, and in the log.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kMembers{{
    {"time", "changed_at"},
    {"user", "user"},
    {"sudo_user", "sudo_user"},
    {"command", "command"},
    {"resource", "resource"},
    {"detail", "detail"},
}};

}  // namespace

AdministrationCopier::AdministrationCopier(std::filesystem::path file, ops::Log& log)
    : file_(std::move(file)), log_(log) {
  try {
    reader_.emplace(file_);
  } catch (const std::system_error& failure) {
    warn(failure.what());
  }
}

void AdministrationCopier::copy_new() {
  try {
    if (!reader_) reader_.emplace(file_);
    for (const std::string& line : reader_->take_lines()) copy(line);
    has_warned_ = false;
  } catch (const std::system_error& failure) {
    warn(failure.what());
  }
}

void AdministrationCopier::copy(const std::string& line) {
  const auto document = json::parse(line);
  const auto change = document ? document->root().if_object() : std::nullopt;
  if (!change) {
    if (!line.empty()) warn("a line is not JSON: " + printable(line, kMaxExcerptBytes));
    return;
  }
  std::vector<ops::LogField> fields;
  for (const auto& [name, here] : kMembers) {
    const auto value = change->find(name);
    const auto text = value ? value->if_string() : std::nullopt;
    if (text && !text->empty()) fields.push_back({here, *text});
  }
  const auto uid = change->find("uid");
  if (const auto number = uid ? uid->if_integer() : std::nullopt)
    fields.push_back({"uid", *number});
  log_.write(ops::LogLevel::info, "administration", fields);
}

void AdministrationCopier::warn(const std::string& reason) {
  if (std::exchange(has_warned_, true)) return;
  log_.write(ops::LogLevel::warning, "administration_unreadable", {{"reason", reason}});
}

}  // namespace berth::app
