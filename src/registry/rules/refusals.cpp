#include "registry/rules/refusals.h"

#include <algorithm>

#include "registry/values/errors.h"

namespace berth {
namespace {

// The most missing digests that an error names.
constexpr std::size_t kMaxMissingNamed = 100;

Failure missing(ErrorCode code, const Repository& repository,
                const std::vector<const Digest*>& digests) {
  Error error = about(code, repository);
  for (std::size_t i = 0; i < std::min(digests.size(), kMaxMissingNamed); ++i) {
    error.subject.append(i == 0 ? "" : ", ").append(digests[i]->text());
  }
  if (digests.size() > kMaxMissingNamed) error.subject += ", ...";
  return fail(std::move(error));
}

Error about(ErrorCode code, const Repository& repository, const Digest& digest) {
  Error error = about(code, repository);
  error.digest = digest.text();
  return error;
}

Failure invalid(const Repository& repository, const Digest& digest, ManifestFault fault) {
  Error error = about(ErrorCode::manifest_invalid, repository, digest);
  fault.subject = digest.text();
  error.facts = std::move(fault);
  return fail(std::move(error));
}

}  // namespace

Failure registry_not_found(const RegistryId& registry) {
  return fail({.code = ErrorCode::registry_not_found, .registry = registry.text()});
}

Failure about_entry(ErrorCode code, EntryKind kind, std::string_view name) {
  return fail({.code = code, .facts = AccountEntry{.kind = kind, .name = std::string(name)}});
}

Failure about_entry_of(const RegistryId& registry, ErrorCode code, EntryKind kind,
                       std::string_view name) {
  return fail({.code = code,
               .registry = registry.text(),
               .facts = AccountEntry{.kind = kind, .name = std::string(name)}});
}

Failure alias_fixed(const RegistryId& registry, const RegistryAlias& alias) {
  return fail(
      {.code = ErrorCode::alias_fixed, .registry = registry.text(), .subject = alias.text()});
}

Failure repository_not_found(const Repository& repository) {
  return fail(about(ErrorCode::repository_not_found, repository));
}

Failure repository_not_empty(const Repository& repository) {
  return fail(about(ErrorCode::repository_not_empty, repository));
}

Failure about_new_repository(ErrorCode code, const NewRepository& repository) {
  return fail(
      {.code = code, .registry = repository.registry.text(), .repository = repository.name.text()});
}

Failure image_not_found(const Repository& repository, const Digest& digest) {
  return fail(about(ErrorCode::image_not_found, repository, digest));
}

Failure tag_not_found(const Repository& repository, const TagName& tag,
                      const std::optional<Digest>& digest) {
  Error error = about(ErrorCode::image_not_found, repository);
  error.tag = tag.text();
  if (digest) error.digest = digest->text();
  return fail(std::move(error));
}

Failure tag_points_elsewhere(const Repository& repository, const TagName& tag,
                             const Digest& digest) {
  Error error = about(ErrorCode::image_tag_digest_mismatch, repository, digest);
  error.tag = tag.text();
  return fail(std::move(error));
}

Failure image_referenced(const Repository& repository, const Digest& digest,
                         const std::vector<std::string>& indexes) {
  Error error = about(ErrorCode::image_referenced, repository, digest);
  for (const std::string& index : indexes) {
    error.subject.append(error.subject.empty() ? "[" : ", ").append(index);
  }
  error.subject += ']';
  return fail(std::move(error));
}

Failure blob_not_found(const Digest& digest) {
  return fail({.code = ErrorCode::blob_not_found, .digest = digest.text()});
}

Failure blob_referenced(const Digest& digest) {
  return fail({.code = ErrorCode::blob_referenced, .digest = digest.text()});
}

Failure precondition_failed(const Repository& repository) {
  return fail(about(ErrorCode::precondition_failed, repository));
}

Failure missing_blobs(const Repository& repository, const std::vector<const Digest*>& digests) {
  return missing(ErrorCode::referenced_blobs_not_found, repository, digests);
}

Failure missing_images(const Repository& repository, const std::vector<const Digest*>& digests) {
  return missing(ErrorCode::referenced_images_not_found, repository, digests);
}

Failure wrong_size(const Repository& repository, const Digest& digest, std::uint64_t actual_bytes,
                   std::uint64_t listed_bytes) {
  return invalid(repository, digest,
                 {.kind = ManifestFaultKind::other_size,
                  .actual = std::to_string(actual_bytes),
                  .expected = std::to_string(listed_bytes)});
}

Failure wrong_media_type(const Repository& repository, const Digest& digest,
                         std::string_view actual, std::string_view listed) {
  return invalid(repository, digest,
                 {.kind = ManifestFaultKind::other_media_type,
                  .actual = std::string(actual),
                  .expected = std::string(listed)});
}

Failure as_listed_by(std::string_view index, Failure refusal) {
  std::get<ManifestFault>(refusal.error().facts).index = index;
  return refusal;
}

}  // namespace berth
