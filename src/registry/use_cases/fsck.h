// Use case: checks that the stored data are what was pushed, and repairs what can be repaired.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "registry/ports/blob_store.h"
#include "registry/ports/garbage_store.h"
#include "registry/ports/integrity_store.h"
#include "registry/ports/metadata_store.h"
#include "registry/use_cases/blobs.h"
#include "registry/values/author.h"
#include "registry/values/error.h"

namespace berth {

enum class FsckMode : std::uint8_t { look, repair };

struct FsckReport {
  std::uint64_t manifests = 0;
  std::uint64_t blobs = 0;
  std::uint64_t blob_bytes = 0;
  std::uint64_t problems = 0;
  std::uint64_t notes = 0;
};

// Where references may be missing, an image with absent references is sparse, which is no problem.
bool is_problem(FindingKind kind, References references);
std::string_view name_of(FindingKind kind);  // "missing_blob"

// May look while a server is running: anything that changes meanwhile is checked again before it is
// reported. `repair` only while no server runs.
class Fsck {
 public:
  static constexpr std::size_t kPageSize = 500;

  struct Services {
    IntegrityStore& integrity;
    GarbageStore& garbage;
    BlobStore& blobs;
    const Clock& clock;
  };
  // What to check, and how.
  struct Options {
    FsckDepth depth = FsckDepth::whole;
    FsckMode mode = FsckMode::look;
    References references = References::must_exist;
    Author author = {};  // of repairs, at any time
  };
  // `visit` is called for each finding. If the database is damaged, nothing else is checked, and
  // nothing is repaired. All arguments must outlive the run.
  Fsck(const Services& services, const Options& options, FindingVisitor visit)
      : services_(services), options_(options), visit_(std::move(visit)) {}

  // blob_not_found: `repair` found not a single blob file, which means that they are elsewhere;
  // nothing was repaired.
  Result<FsckReport> run();

 private:
  [[nodiscard]] bool lost_every_file();
  void check_manifests();
  void check_manifest(const ManifestRow& image);
  void check_references(const ManifestRow& row, const Digest& digest);
  enum class Visit : std::uint8_t { go_on, stop };
  // The blobs that repositories hold, by digest.
  void visit_held(const std::function<Visit(const HeldBlob&)>& visit);
  void check_blob(const HeldBlob& held);
  struct Examined {
    std::optional<BlobContent> bytes;  // nullopt: they are not stored
    std::uint64_t size_bytes = 0;
    bool right_size = false;  // as every row says
    bool sound = false;       // they hash to their digest, as far as was checked
  };
  Examined examine(const HeldBlob& held);
  [[nodiscard]] bool is_stored(const Digest& digest);
  // nullopt: not stored.
  std::optional<BlobContent> find_bytes(const Digest& digest);
  [[nodiscard]] bool is_sound(const Digest& digest, const BlobContent& bytes);
  // `content`: the bytes; null: they are in the blob store.
  void take_out_of_use(const Digest& digest, const std::string* content);
  void check_strays();
  void check_orphans();
  void found(FindingKind kind, std::string subject, std::string reason);
  // Now.
  [[nodiscard]] Author author() const;
  [[nodiscard]] bool repairs() const { return options_.mode == FsckMode::repair; }

  const Services services_;
  const Options options_;
  const FindingVisitor visit_;
  FsckReport report_;
};

}  // namespace berth
