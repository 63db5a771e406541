// Use case: checks that what is stored is what was pushed, and mends what can be mended.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "registry/ports/blob_store.h"
#include "registry/ports/garbage_store.h"
#include "registry/ports/integrity_store.h"
#include "registry/ports/metadata_store.h"
#include "registry/use_cases/blobs.h"

namespace berth {

enum class FsckMode { look, repair };

struct FsckReport {
  std::uint64_t manifests = 0;
  std::uint64_t blobs = 0;
  std::uint64_t blob_bytes = 0;
  std::uint64_t problems = 0;
  std::uint64_t notes = 0;
};

// Where references may be missing, an image that names what is not there is only a sparse one.
bool is_problem(FindingKind kind, References references);
std::string_view name_of(FindingKind kind);  // "missing_blob"

// Looks while a server serves, too: what changes meanwhile is looked at again before it is called
// wrong. `repair` only while none runs.
class Fsck {
 public:
  static constexpr std::size_t kPageSize = 500;

  struct Services {
    IntegrityStore& integrity;
    GarbageStore& garbage;
    BlobStore& blobs;
    const Clock& clock;
  };
  // What to look at, and how.
  struct Options {
    FsckDepth depth = FsckDepth::whole;
    FsckMode mode = FsckMode::look;
    References references = References::must_exist;
  };
  // `visit` is told of each finding. Of a damaged database nothing else is looked at, and nothing
  // is mended. All must outlive the run.
  Fsck(const Services& services, const Options& options, FindingVisitor visit)
      : services_(services), options_(options), visit_(std::move(visit)) {}

  // blob_not_found: `repair`, and of the blobs that are files not one can be found, which means
  // that they are elsewhere; nothing was mended.
  Result<FsckReport> run();

 private:
  [[nodiscard]] bool lost_every_file();
  void check_manifests();
  void check_manifest(const ManifestRow& image);
  void check_references(const ManifestRow& row, const Digest& digest);
  enum class Visit { go_on, stop };
  // The blobs that repositories hold, by digest.
  void visit_held(const std::function<Visit(const HeldBlob&)>& visit);
  void check_blob(const HeldBlob& held);
  struct Examined {
    std::optional<BlobContent> bytes;  // nullopt: they are nowhere
    std::uint64_t size_bytes = 0;
    bool right_size = false;  // as all rows say
    bool sound = false;       // they hash to their digest, as far as was looked
  };
  Examined examine(const HeldBlob& held);
  [[nodiscard]] bool is_stored(const Digest& digest);
  // nullopt: they are nowhere.
  std::optional<BlobContent> find_bytes(const Digest& digest);
  [[nodiscard]] bool is_sound(const Digest& digest, const BlobContent& bytes);
  // `content`: the bytes; null: they are in the blob store.
  void take_out_of_use(const Digest& digest, const std::string* content);
  void check_strays();
  void check_orphans();
  void found(FindingKind kind, std::string subject, std::string reason);
  [[nodiscard]] bool repairs() const { return options_.mode == FsckMode::repair; }

  const Services services_;
  const Options options_;
  const FindingVisitor visit_;
  FsckReport report_;
};

}  // namespace berth
