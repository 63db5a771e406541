#include "registry/use_cases/fsck.h"

#include <system_error>
#include <vector>

#include "registry/use_cases/blob_bytes.h"
#include "registry/values/manifest.h"

namespace berth {
namespace {

std::string name_of(const ManifestRow& image) {
  return image.repository_name + "@" + image.digest;
}

}  // namespace

Result<FsckReport> Fsck::run() {
  report_ = {};
  const auto pass_on = [this](Finding finding) {
    found(finding.kind, std::move(finding.subject), std::move(finding.reason));
  };
  services_.integrity.check_storage(options_.depth, pass_on);
  if (report_.problems != 0) return report_;
  if (repairs() && lost_every_file()) {
    return fail({.code = ErrorCode::blob_not_found});
  }
  check_manifests();
  visit_held([this](const HeldBlob& held) {
    check_blob(held);
    return Visit::go_on;
  });
  services_.integrity.check_rows(pass_on);
  if (repairs()) services_.integrity.mend_rows(author());
  check_strays();
  return report_;
}

void Fsck::found(FindingKind kind, std::string subject, std::string reason) {
  ++(is_problem(kind, options_.references) ? report_.problems : report_.notes);
  visit_({.kind = kind, .subject = std::move(subject), .reason = std::move(reason)});
}

// Nearly always the first file is there, and no other is looked for.
Author Fsck::author() const {
  Author author = options_.author;
  author.at = services_.clock.now();
  return author;
}

bool Fsck::lost_every_file() {
  bool is_one_lost = false;
  bool is_one_there = false;
  visit_held([&](const HeldBlob& held) {
    if (services_.integrity.find_content(held.digest)) return Visit::go_on;
    is_one_there = is_stored(held.digest);
    // A missing small blob may be a lost row instead of a file.
    is_one_lost = is_one_lost || !is_small_blob(held.largest_size_bytes);
    return is_one_there ? Visit::stop : Visit::go_on;
  });
  return is_one_lost && !is_one_there;
}

// True also for a blob that cannot be read.
bool Fsck::is_stored(const Digest& digest) {
  try {
    return services_.blobs.open_blob(digest).has_value();
  } catch (const std::system_error&) {
    return true;
  }
}

void Fsck::check_manifests() {
  RepositoryKey repository = 0;
  std::int64_t sequence = 0;
  for (;;) {
    const auto images = services_.integrity.list_manifests(repository, sequence, kPageSize);
    if (images.empty()) return;
    for (const ManifestRow& image : images) check_manifest(image);
    repository = images.back().repository;
    sequence = images.back().sequence;
  }
}

void Fsck::check_manifest(const ManifestRow& image) {
  ++report_.manifests;
  const auto digest = Digest::parse(image.digest);
  const bool sound =
      image.content && digest && Digest::of(*image.content, digest->algorithm()) == *digest;
  if (sound) {
    check_references(image, *digest);
    return;
  }
  if (image.content) {
    found(FindingKind::damaged_manifest, name_of(image),
          "the manifest does not hash to its digest");
  } else {
    found(FindingKind::missing_manifest, name_of(image), "the image has no manifest");
  }
  if (!repairs()) return;
  if (image.content) services_.blobs.set_aside(image.digest, *image.content);
  services_.integrity.remove_image(image, author());
}

void Fsck::check_references(const ManifestRow& row, const Digest& digest) {
  // A manifest that an older Berth accepted and this one cannot read tells nothing.
  const auto image = read_stored_manifest(*row.content, row.media_type, digest.algorithm());
  if (!image) return;
  const auto missing = services_.integrity.find_missing_references(row, *image);
  for (const std::string& reference : missing) {
    found(FindingKind::missing_reference, name_of(row),
          "names " + reference + ", and no row says so");
  }
  if (repairs() && !missing.empty()) services_.integrity.add_references(row, *image, author());
}

void Fsck::visit_held(const std::function<Visit(const HeldBlob&)>& visit) {
  std::string after;
  for (;;) {
    const auto blobs = services_.integrity.list_held(after, kPageSize);
    if (blobs.empty()) return;
    for (const HeldBlob& held : blobs) {
      if (visit(held) == Visit::stop) return;
    }
    after = blobs.back().digest.text();
  }
}

std::optional<BlobContent> Fsck::find_bytes(const Digest& digest) {
  if (auto content = services_.integrity.find_content(digest)) return *std::move(content);
  if (auto open = services_.blobs.open_blob(digest)) return *std::move(open);
  return std::nullopt;
}

bool Fsck::is_sound(const Digest& digest, const BlobContent& bytes) {
  const auto* content = std::get_if<std::string>(&bytes);
  if (content != nullptr) return Digest::of(*content, digest.algorithm()) == digest;
  return digest_of(std::get<OpenBlob>(bytes), digest.algorithm()) == digest;
}

Fsck::Examined Fsck::examine(const HeldBlob& held) {
  auto bytes = find_bytes(held.digest);
  // It may have been collected since it was listed, or collected and pushed again.
  if (!bytes && services_.garbage.is_held(held.digest)) bytes = find_bytes(held.digest);
  if (!bytes) return {};
  const auto* content = std::get_if<std::string>(&*bytes);
  const std::uint64_t size_bytes =
      content != nullptr ? content->size() : std::get<OpenBlob>(*bytes).size_bytes;
  ++report_.blobs;
  report_.blob_bytes += size_bytes;
  const bool right_size =
      held.smallest_size_bytes == size_bytes && held.largest_size_bytes == size_bytes;
  // What is a row has been read already.
  const bool is_believed = right_size && content == nullptr && options_.depth == FsckDepth::quick;
  const bool sound = is_believed || is_sound(held.digest, *bytes);
  return {.bytes = std::move(bytes),
          .size_bytes = size_bytes,
          .right_size = right_size,
          .sound = sound};
}

void Fsck::check_blob(const HeldBlob& held) {
  const std::string& text = held.digest.text();
  Examined blob;
  try {
    blob = examine(held);
  } catch (const std::system_error& failure) {
    // Not repaired: the file may only belong to another user. A push replaces it.
    found(FindingKind::unreadable, text, failure.what());
    return;
  }
  if (!blob.bytes) {
    if (!services_.garbage.is_held(held.digest)) return;
    found(FindingKind::missing_blob, text, "the bytes of the blob are not stored");
    if (repairs()) services_.integrity.unlink_everywhere(held.digest, author());
  } else if (!blob.sound) {
    found(FindingKind::damaged_blob, text, "the bytes do not hash to their digest");
    if (repairs()) take_out_of_use(held.digest, std::get_if<std::string>(&*blob.bytes));
  } else if (!blob.right_size) {
    found(FindingKind::wrong_size, text,
          "a repository says it is " + std::to_string(held.smallest_size_bytes) +
              " bytes long, and it is " + std::to_string(blob.size_bytes));
    if (repairs()) services_.integrity.set_size(held.digest, blob.size_bytes, author());
  }
}

void Fsck::take_out_of_use(const Digest& digest, const std::string* content) {
  // In this order: bytes that cannot be set aside stay a problem that the next run finds.
  if (content != nullptr) {
    services_.blobs.set_aside(digest.text(), *content);
  } else {
    services_.blobs.set_aside(digest);
  }
  services_.integrity.unlink_everywhere(digest, author());
}

void Fsck::check_strays() {
  try {
    check_orphans();
  } catch (const std::system_error& failure) {
    found(FindingKind::unreadable, "blobs", failure.what());  // the rest may have orphans, too
  }
  std::string position;
  do {
    const UploadPage page = services_.blobs.list_uploads(position);
    for (const StoredUpload& upload : page.uploads) {
      if (services_.garbage.has_repository(upload.key.repository)) continue;
      found(FindingKind::stray_upload, upload.key.id, "the repository of the upload is gone");
    }
    position = page.next;
  } while (!position.empty());
}

void Fsck::check_orphans() {
  std::string position;
  do {
    const BlobPage page = services_.blobs.list_blobs(position);
    const auto orphans = services_.garbage.find_orphans(page.blobs);
    for (const Blob& orphan : orphans) {
      found(FindingKind::orphan, orphan.digest.text(),
            std::to_string(orphan.size_bytes) + " bytes that no row knows of");
    }
    if (repairs() && !orphans.empty()) {
      services_.garbage.add_unheld(orphans, services_.clock.now());
    }
    position = page.next;
  } while (!position.empty());
}

}  // namespace berth
