#include "app/audit_job.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace berth::app {
namespace {

class ManyEntries final : public AuditStore {
 public:
  std::vector<AuditEntry> list(Timestamp, std::int64_t, std::size_t) override { return {}; }
  std::size_t expire(Timestamp before, std::size_t limit) override {
    expired_before = before;
    const std::size_t count = std::min(left, limit);
    left -= count;
    return count;
  }

  std::size_t left = 2 * AuditJob::kEntriesPerStep + 1;
  Timestamp expired_before;
};

TEST(AuditJobTest, DeletesWhatIsOlderThanItIsKept) {
  ManyEntries audit;
  SystemClock clock;
  AuditJob job(audit, clock, std::chrono::days(90));
  const Timestamp before = clock.now();
  job.work([] { return true; });
  EXPECT_EQ(audit.left, 0U);
  EXPECT_GE(audit.expired_before, before - std::chrono::days(90));
  EXPECT_LE(audit.expired_before, clock.now() - std::chrono::days(90));
}

TEST(AuditJobTest, EndsAfterAStepWhenTheServerDoes) {
  ManyEntries audit;
  SystemClock clock;
  AuditJob job(audit, clock, std::chrono::days(90));
  job.work([] { return false; });
  EXPECT_EQ(audit.left, AuditJob::kEntriesPerStep + 1);
}

}  // namespace
}  // namespace berth::app
