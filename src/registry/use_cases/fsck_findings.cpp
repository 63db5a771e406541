// What the findings of a check mean, and what they are called.
#include "registry/use_cases/fsck.h"

namespace berth {

bool is_problem(FindingKind kind, References references) {
  switch (kind) {
    case FindingKind::damaged_database:
    case FindingKind::wrong_count:
    case FindingKind::wrong_tag:
    case FindingKind::dangling_tag:
    case FindingKind::stale_row:
    case FindingKind::stale_referrer:
    case FindingKind::wrong_search_entry:
    case FindingKind::unbooked_blob:
    case FindingKind::missing_manifest:
    case FindingKind::damaged_manifest:
    case FindingKind::missing_blob:
    case FindingKind::damaged_blob:
    case FindingKind::unreadable:
    case FindingKind::wrong_size:
    case FindingKind::missing_reference:
    case FindingKind::wrong_descriptor:
      return true;
    case FindingKind::absent_reference:
      return references == References::must_exist;
    case FindingKind::orphan:
    case FindingKind::stray_upload:
      return false;
  }
  return true;
}

std::string_view name_of(FindingKind kind) {
  switch (kind) {
    case FindingKind::damaged_database:
      return "damaged_database";
    case FindingKind::wrong_count:
      return "wrong_count";
    case FindingKind::wrong_tag:
      return "wrong_tag";
    case FindingKind::dangling_tag:
      return "dangling_tag";
    case FindingKind::stale_row:
      return "stale_row";
    case FindingKind::stale_referrer:
      return "stale_referrer";
    case FindingKind::wrong_search_entry:
      return "wrong_search_entry";
    case FindingKind::unbooked_blob:
      return "unbooked_blob";
    case FindingKind::missing_manifest:
      return "missing_manifest";
    case FindingKind::damaged_manifest:
      return "damaged_manifest";
    case FindingKind::missing_blob:
      return "missing_blob";
    case FindingKind::damaged_blob:
      return "damaged_blob";
    case FindingKind::unreadable:
      return "unreadable";
    case FindingKind::wrong_size:
      return "wrong_size";
    case FindingKind::missing_reference:
      return "missing_reference";
    case FindingKind::wrong_descriptor:
      return "wrong_descriptor";
    case FindingKind::absent_reference:
      return "absent_reference";
    case FindingKind::orphan:
      return "orphan";
    case FindingKind::stray_upload:
      return "stray_upload";
  }
  return "";
}

}  // namespace berth
