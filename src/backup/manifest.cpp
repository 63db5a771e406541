#include "backup/manifest.h"

#include <fcntl.h>

#include <cerrno>
#include <span>

#include "base/entropy.h"
#include "base/file.h"
#include "json/pretty.h"
#include "json/reader.h"
#include "json/writer.h"

namespace berth::backup {
namespace {

constexpr std::string_view kFormat = "berth-backup";
// A Berth that does not know a version refuses it.
constexpr std::int64_t kVersion = 1;
// A manifest has less than one KiB. More than it has is read, so that anything else is noticed.
constexpr std::size_t kMaxBytes = std::size_t{64} * 1024;
constexpr std::size_t kSha256Digits = 64;

void write_text(json::Writer& writer, std::string_view name, std::string_view value) {
  writer.key(name);
  writer.string(value);
}

void write_number(json::Writer& writer, std::string_view name, std::uint64_t value) {
  writer.key(name);
  writer.number(value);
}

void write(json::Writer& writer, const Snapshot& snapshot) {
  writer.key("snapshot");
  writer.begin_object();
  write_text(writer, "begunAt", snapshot.begun_at);
  write_text(writer, "database", snapshot.database);
  write_text(writer, "databaseSha256", snapshot.database_sha256);
  write_number(writer, "schemaVersion", snapshot.schema_version);
  write_number(writer, "manifests", snapshot.manifests);
  write_number(writer, "blobs", snapshot.blobs);
  write_number(writer, "blobBytes", snapshot.blob_bytes);
  writer.end_object();
}

// Empty, or 0: the member is missing or of another type. No member may be either.
std::string text_in(const json::Object& object, std::string_view name) {
  const auto value = object.find(name);
  return std::string(value ? value->if_string().value_or("") : "");
}

std::optional<std::uint64_t> number_in(const json::Object& object, std::string_view name) {
  const auto value = object.find(name);
  const auto number = value ? value->if_integer() : std::nullopt;
  if (!number || *number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

// It must stay in the folder.
bool is_file_name(std::string_view name) {
  return !name.empty() && !name.starts_with('.') && name.find('/') == std::string_view::npos;
}

std::optional<Snapshot> read_snapshot(const json::Object& object) {
  Snapshot snapshot{.database = text_in(object, "database"),
                    .database_sha256 = text_in(object, "databaseSha256"),
                    .begun_at = text_in(object, "begunAt")};
  const auto version = number_in(object, "schemaVersion");
  const auto manifests = number_in(object, "manifests");
  const auto blobs = number_in(object, "blobs");
  const auto blob_bytes = number_in(object, "blobBytes");
  if (!is_file_name(snapshot.database) || snapshot.database_sha256.size() != kSha256Digits ||
      !version || !manifests || !blobs || !blob_bytes) {
    return std::nullopt;
  }
  snapshot.schema_version = *version;
  snapshot.manifests = *manifests;
  snapshot.blobs = *blobs;
  snapshot.blob_bytes = *blob_bytes;
  return snapshot;
}

std::optional<Manifest> read(const json::Object& object) {
  auto registry = RegistryId::parse(text_in(object, "firstRegistry"));
  std::string id = text_in(object, "store");
  std::string fingerprint = text_in(object, "keyFingerprint");
  if (!registry || !is_uuid(id) || fingerprint.empty()) return std::nullopt;
  Manifest manifest{.store = {.id = std::move(id), .key_fingerprint = std::move(fingerprint)},
                    .first_registry = *std::move(registry)};
  const auto member = object.find("snapshot");
  if (!member) return manifest;
  const auto snapshot = member->if_object();
  if (snapshot) manifest.snapshot = read_snapshot(*snapshot);
  if (!manifest.snapshot) return std::nullopt;
  return manifest;
}

}  // namespace

std::string text_of(const Manifest& manifest) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  write_text(writer, "format", kFormat);
  writer.key("version");
  writer.number(kVersion);
  write_text(writer, "store", manifest.store.id);
  write_text(writer, "keyFingerprint", manifest.store.key_fingerprint);
  write_text(writer, "firstRegistry", manifest.first_registry.text());
  if (manifest.snapshot) write(writer, *manifest.snapshot);
  writer.end_object();
  return json::pretty_print(json::parse(text).value().root()) + '\n';
}

Checked<Manifest> parse_manifest(std::string_view text, const std::filesystem::path& file) {
  const auto refuse = [&file](const char* reason) {
    return fail({.subject = file.string(), .reason = reason});
  };
  constexpr const char* kDamaged = "is not the manifest of a backup, or is damaged";
  const auto document = json::parse(text);
  const auto object = document ? document->root().if_object() : std::nullopt;
  if (!object || text_in(*object, "format") != kFormat) return refuse(kDamaged);
  if (number_in(*object, "version") != kVersion) {
    return refuse("has a version that this Berth does not know: use a newer one");
  }
  auto manifest = read(*object);
  if (!manifest) return refuse(kDamaged);
  return *std::move(manifest);
}

Checked<std::optional<Manifest>> read_manifest(const std::filesystem::path& file) {
  const File opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened.is_open() && errno == ENOENT) return std::nullopt;
  if (!opened.is_open()) throw_errno(file);
  std::string text(kMaxBytes, '\0');
  text.resize(read_some(opened, std::as_writable_bytes(std::span(text)), /*offset=*/0));
  auto manifest = parse_manifest(text, file);
  if (!manifest) return failure_of(manifest);
  return *std::move(manifest);
}

}  // namespace berth::backup
