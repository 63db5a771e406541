#include "registry/use_cases/uploads.h"

#include <algorithm>

#include "registry/rules/upload_counts.h"
#include "registry/use_cases/blobs.h"
#include "registry/values/errors.h"

namespace berth {
namespace {

constexpr HashAlgorithm kLayerHash = HashAlgorithm::sha256;

Error about(ErrorCode code, const Repository& repository, const std::string& upload_id) {
  Error error = about(code, repository);
  error.subject = upload_id;
  return error;
}

Failure invalid_part(const Repository& repository, const std::string& upload_id,
                     const InvalidPart& part) {
  Error error = about(ErrorCode::upload_part_invalid, repository, upload_id);
  error.facts = part;
  return fail(std::move(error));
}

Failure limit_exceeded(const Repository& repository, const std::string& upload_id,
                       const UsedQuota& used) {
  Error error = about(ErrorCode::limit_exceeded, repository, upload_id);
  error.facts = used;
  return fail(std::move(error));
}

// Nothing stays of a part that was not written completely: clients repeat parts unchanged.
Result<void> write_durably(UploadWriter& writer, std::span<const std::byte> bytes) {
  writer.begin_tentative();
  auto appended = writer.append(bytes);
  return appended ? writer.keep_durably() : appended;
}

// Whether the repository holds the layer already: then nothing has to be stored.
bool holds(const UploadServices& services, const Repository& repository, const Digest& layer) {
  const auto held = hold_for_push(services.metadata, services.blobs, services.clock, repository,
                                  layer, [] { return true; });
  return held.has_value();
}

}  // namespace

Result<std::uint64_t> upload_part(const UploadServices& services, const Repository& repository,
                                  const std::string& upload_id, const LayerPart& part) {
  auto writer = services.blobs.open_upload({.repository = repository.key, .id = upload_id});
  if (!writer) return refuse(std::move(writer.error()), repository);
  const std::uint64_t received_bytes = (*writer)->size_bytes();
  if (part.first_byte != received_bytes) {
    return invalid_part(repository, upload_id,
                        {.fault = PartFault::wrong_start, .received_bytes = received_bytes});
  }
  // Also refuses the empty part: it has no last byte.
  if (part.last_byte < part.first_byte ||
      part.last_byte - part.first_byte != part.bytes.size() - 1 || part.bytes.empty()) {
    return invalid_part(repository, upload_id,
                        {.fault = PartFault::wrong_length, .received_bytes = received_bytes});
  }
  const Quotas& quotas = services.quotas;
  if (received_bytes + part.bytes.size() > quotas.layer_size_bytes) {
    return limit_exceeded(repository, upload_id,
                          {.quota = Quota::layer_size, .limit = quotas.layer_size_bytes});
  }
  auto room =
      check_room(services.metadata, repository, received_bytes + part.bytes.size(), std::nullopt);
  if (!room) return failure_of(room);
  auto fits = services.blobs.check_upload_room(repository.registry, part.bytes.size(), quotas);
  if (!fits) return refuse(std::move(fits.error()), repository);
  if (services.metadata.find_upload_parts(repository.key, upload_id).count >=
      quotas.parts_per_layer) {
    return limit_exceeded(repository, upload_id,
                          {.quota = Quota::layer_parts, .limit = quotas.parts_per_layer});
  }
  // Write first, then count. If a part was written but not counted, the client sends it again and
  // is told how far the layer has come. If a part was counted but lost, it would be counted again
  // when it is repeated: the last part, which may be small, would not be the last any more.
  auto written = write_durably(**writer, part.bytes);
  if (!written) return refuse(std::move(written.error()), repository);
  auto added = services.metadata.add_upload_part(repository.key, upload_id, part.bytes.size(),
                                                 services.clock.now());
  if (!added) return refuse(std::move(added.error()), repository);
  return (*writer)->size_bytes();
}

Result<Blob> complete_upload_in_parts(const UploadServices& services, const Repository& repository,
                                      const std::string& upload_id,
                                      const std::vector<Digest>& expected) {
  const UploadKey key{.repository = repository.key, .id = upload_id};
  auto writer = services.blobs.open_upload(key);
  if (!writer) return refuse(std::move(writer.error()), repository);
  if ((*writer)->size_bytes() == 0) {
    return fail(about(ErrorCode::upload_empty, repository, upload_id));
  }
  const UploadParts parts = services.metadata.find_upload_parts(repository.key, upload_id);
  if (parts.smallest_but_last_bytes < kMinLayerPartBytes) {
    return fail(about(ErrorCode::upload_part_too_small, repository, upload_id));
  }
  const auto actual = (*writer)->digest(kLayerHash);
  if (!actual) return refuse(actual.error(), repository);
  if (std::ranges::find(expected, *actual) == expected.end()) {
    Error error = about(ErrorCode::digest_mismatch, repository, upload_id);
    error.digest = actual->text();
    return fail(std::move(error));
  }
  if (holds(services, repository, *actual)) {
    auto ended = (*writer)->discard();
    if (!ended) return refuse(std::move(ended.error()), repository);
    services.metadata.forget_upload_parts(repository.key, upload_id);
    Error error = about(ErrorCode::blob_already_exists, repository, upload_id);
    error.digest = actual->text();
    return fail(std::move(error));
  }
  auto blob = complete_upload(services.metadata, services.blobs, services.clock, repository,
                              **writer, *actual);
  if (!blob) return failure_of(blob);
  services.metadata.forget_upload_parts(repository.key, upload_id);
  return blob;
}

Result<std::string> start_upload(const UploadServices& services, Entropy& entropy,
                                 const Repository& repository, std::string_view access_key_id,
                                 HashAlgorithm algorithm) {
  const UploadKey key{.repository = repository.key, .id = make_upload_id(entropy, access_key_id)};
  auto created = services.blobs.create_upload(key, repository.registry, services.quotas, algorithm);
  if (!created) return refuse(std::move(created.error()), repository);
  return key.id;
}

}  // namespace berth
