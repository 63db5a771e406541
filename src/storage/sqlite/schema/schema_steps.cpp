#include "storage/sqlite/schema/schema_steps.h"

#include <array>

#include "storage/sqlite/schema/steps/step_1.h"
#include "storage/sqlite/schema/steps/step_10.h"
#include "storage/sqlite/schema/steps/step_11.h"
#include "storage/sqlite/schema/steps/step_2.h"
#include "storage/sqlite/schema/steps/step_3.h"
#include "storage/sqlite/schema/steps/step_4.h"
#include "storage/sqlite/schema/steps/step_5.h"
#include "storage/sqlite/schema/steps/step_6.h"
#include "storage/sqlite/schema/steps/step_7.h"
#include "storage/sqlite/schema/steps/step_8.h"
#include "storage/sqlite/schema/steps/step_9.h"

namespace berth::storage::sqlite {
namespace {

// In all steps, times are milliseconds since the epoch, sizes are bytes, and digests and names are
// text that compares byte by byte (BINARY, SQLite's default). The rows that a listing scans contain
// everything that it returns.
constexpr std::array<Sql, 11> kSteps = {kStep1, kStep2, kStep3, kStep4,  kStep5, kStep6,
                                        kStep7, kStep8, kStep9, kStep10, kStep11};

}  // namespace

std::span<const Sql> schema_steps() {
  return kSteps;
}

}  // namespace berth::storage::sqlite
