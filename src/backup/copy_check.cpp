#include "backup/copy_check.h"

#include <fcntl.h>

#include <span>
#include <stdexcept>
#include <utility>

#include "base/crypto.h"
#include "base/file.h"

namespace berth::backup {
namespace {

// A copy repeats what is wrong between the rows of its original. It never repeats these: what they
// find is missing from the copy.
bool is_of_the_copy(FindingKind kind) {
  switch (kind) {
    case FindingKind::damaged_database:
    case FindingKind::missing_blob:
    case FindingKind::damaged_blob:
    case FindingKind::unreadable:
      return true;
    case FindingKind::wrong_count:
    case FindingKind::wrong_tag:
    case FindingKind::dangling_tag:
    case FindingKind::stale_referrer:
    case FindingKind::stale_row:
    case FindingKind::unbooked_blob:
    case FindingKind::missing_manifest:
    case FindingKind::damaged_manifest:
    case FindingKind::wrong_size:
    case FindingKind::missing_reference:
    case FindingKind::wrong_descriptor:
    case FindingKind::wrong_search_entry:
    case FindingKind::absent_reference:
    case FindingKind::orphan:
    case FindingKind::stray_upload:
      return false;
  }
  std::unreachable();
}

}  // namespace

void Findings::add(const Finding& finding) {
  if (!is_problem(finding.kind, References::may_be_missing)) return;
  const bool is_new = !is_of_the_copy(finding.kind) || faults_.insert(finding.subject).second;
  if (!is_of_the_copy(finding.kind)) ++problems_;
  if (is_new) tell_(finding);
}

Outcome Findings::outcome() const {
  if (!faults_.empty()) return Outcome::not_whole;
  return problems_ == 0 ? Outcome::whole : Outcome::whole_with_problems;
}

FsckReport check_copy(const stores::Stores& copy, FsckDepth depth, const Clock& clock,
                      Findings& findings) {
  IntegrityStore* const integrity = copy.integrity();
  if (integrity == nullptr) throw std::logic_error("a copied database cannot check itself");
  Fsck fsck({*integrity, copy.garbage(), copy.blobs(), clock},
            {.depth = depth, .references = References::may_be_missing},
            [&findings](const Finding& finding) { findings.add(finding); });
  return fsck.run().value();  // only a repair can fail
}

std::string sha256_of(const std::filesystem::path& file) {
  const File opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened.is_open()) throw_errno(file);
  Hash hash(HashAlgorithm::sha256);
  read_pieces(opened, [&hash](std::span<const std::byte> piece) { hash.update(piece); });
  return hash.hex();
}

}  // namespace berth::backup
