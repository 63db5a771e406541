// The contract of registry/ports/job_requests.h.
#include <chrono>

#include "contract/metadata_store_contract.h"
#include "registry/ports/job_requests.h"

namespace berth {
namespace {

const GarbageReport kReport{.repositories = 1,
                            .links = 2,
                            .blobs = {.count = 3, .size_bytes = 4},
                            .uploads = {.count = 5, .size_bytes = 6},
                            .orphans = {.count = 7, .size_bytes = 8}};

}  // namespace

TEST_P(MetadataStoreContract, HandsOutRequestsInTheirOrderUntilTheyAreAnswered) {
  JobRequests& requests = job_requests();
  EXPECT_FALSE(requests.next());
  const std::int64_t first = requests.add(GarbageRun::dry, at(1));
  const std::int64_t second = requests.add(GarbageRun::for_real, at(2));
  EXPECT_EQ(requests.next()->id, first);
  EXPECT_EQ(requests.next()->run, GarbageRun::dry);
  requests.answer(first, kReport);
  EXPECT_EQ(requests.next()->id, second);
  EXPECT_EQ(requests.next()->run, GarbageRun::for_real);
}

TEST_P(MetadataStoreContract, HandsOutTheAnswerToARequestOnce) {
  JobRequests& requests = job_requests();
  const std::int64_t id = requests.add(GarbageRun::for_real, at(1));
  EXPECT_TRUE(requests.is_open(id));
  EXPECT_FALSE(requests.take_answer(id));
  requests.answer(id, kReport);
  EXPECT_FALSE(requests.is_open(id));
  EXPECT_FALSE(requests.next());
  EXPECT_EQ(requests.take_answer(id), kReport);
  EXPECT_FALSE(requests.take_answer(id));
}

TEST_P(MetadataStoreContract, KeepsRequestsAndAnswersForOtherProcesses) {
  const std::int64_t answered = job_requests().add(GarbageRun::dry, at(1));
  const std::int64_t open = job_requests().add(GarbageRun::dry, at(2));
  job_requests().answer(answered, kReport);
  reopen();
  EXPECT_EQ(job_requests().next()->id, open);
  EXPECT_TRUE(job_requests().is_open(open));
  EXPECT_EQ(job_requests().take_answer(answered), kReport);
}

TEST_P(MetadataStoreContract, ForgetsACancelledRequest) {
  JobRequests& requests = job_requests();
  const std::int64_t id = requests.add(GarbageRun::for_real, at(1));
  requests.cancel(id);
  EXPECT_FALSE(requests.is_open(id));
  EXPECT_FALSE(requests.next());
  requests.answer(id, kReport);  // by a job that had begun
  EXPECT_FALSE(requests.take_answer(id));
}

TEST_P(MetadataStoreContract, ForgetsRequestsThatAreOlderThanADay) {
  constexpr std::int64_t kDayMs = std::chrono::milliseconds(std::chrono::hours(24)).count();
  JobRequests& requests = job_requests();
  const std::int64_t old = requests.add(GarbageRun::dry, at(1));
  const std::int64_t recent = requests.add(GarbageRun::dry, at(kDayMs));
  EXPECT_TRUE(requests.is_open(old));
  const std::int64_t last = requests.add(GarbageRun::dry, at(kDayMs + 2));
  EXPECT_FALSE(requests.is_open(old));
  EXPECT_TRUE(requests.is_open(recent));
  EXPECT_TRUE(requests.is_open(last));
}

}  // namespace berth
