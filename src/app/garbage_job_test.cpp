#include "app/garbage_job.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <stdexcept>

#include "base/file.h"
#include "base/folder_lock.h"
#include "base/test_clocks.h"
#include "base/test_support.h"
#include "stores/open_stores.h"
#include "stores/test_support.h"

namespace berth::app {
namespace {

// Has nothing to collect, and records the calls.
class ObservedGarbage final : public GarbageStore {
 public:
  PurgeOutcome purge_repositories(std::size_t) override {
    if (++runs_ == 1 && first_run_fails) throw std::runtime_error("disk full");
    if (runs_ == 2) second_run_.set_value();
    return has_much_to_purge ? PurgeOutcome::some_rows : PurgeOutcome::nothing_to_do;
  }
  std::size_t unlink_unnamed(Timestamp, std::size_t, const Author&) override { return 0; }
  std::vector<UnheldBlob> list_unheld(Timestamp, const std::optional<UnheldBlob>& after,
                                      std::size_t) override {
    if (!unneeded || after) return {};
    return {{.blob = *unneeded, .since = {}}};
  }
  bool is_held(const Digest&) override { return false; }
  GarbageCount forget_unheld(std::span<const UnheldBlob>, const Author&) override {
    unneeded.reset();
    return {};
  }
  std::vector<Blob> find_orphans(std::span<const Blob>) override { return {}; }
  void add_unheld(std::span<const Blob>, Timestamp) override {}
  bool has_repository(RepositoryKey) override { return true; }
  void forget_upload_parts(Timestamp) override {}
  GarbageReport measure(Timestamp) override {
    if (measuring_fails) throw std::runtime_error("disk full");
    return {.links = 42};
  }
  std::optional<Waiting> find_waiting() override { return std::nullopt; }

  int runs() const { return runs_; }
  void await_second_run() { second_run_.get_future().wait(); }

  std::optional<Blob> unneeded;  // due, until it is forgotten
  bool first_run_fails = false;
  bool has_much_to_purge = false;
  bool measuring_fails = false;

 private:
  std::atomic<int> runs_ = 0;
  std::promise<void> second_run_;
};

// One request at most, and the end of it.
class OneRequest final : public JobRequests {
 public:
  std::int64_t add(GarbageRun, Timestamp) override { return 0; }
  bool is_open(std::int64_t) override { return false; }
  std::optional<GarbageReport> take_answer(std::int64_t) override { return std::nullopt; }
  std::optional<GarbageRequest> next() override {
    if (reading_fails) throw std::runtime_error("disk full");
    return std::exchange(request, std::nullopt);
  }
  void answer(std::int64_t, const GarbageReport& report) override { answered = report; }
  void cancel(std::int64_t id) override { cancelled = id; }

  // Belong to the job's thread while it does not sleep.
  bool reading_fails = false;
  std::optional<GarbageRequest> request;
  std::optional<GarbageReport> answered;
  std::optional<std::int64_t> cancelled;
};

// The names of the events in a log, with a blank after each.
std::string events_in(const std::string& log) {
  constexpr std::string_view kName = "\"event\":\"";
  std::string names;
  for (auto at = log.find(kName); at != std::string::npos; at = log.find(kName, at)) {
    at += kName.size();
    names += log.substr(at, log.find('"', at) - at) + ' ';
  }
  return names;
}

class GarbageJobTest : public testing::Test {
 protected:
  // A job that has been started and sleeps before its first turn.
  std::unique_ptr<PeriodicJob> start(std::optional<std::chrono::seconds> interval) {
    garbage_job_.emplace(GarbageJob::Services{.garbage = garbage_,
                                              .blobs = *blobs_,
                                              .requests = requests_,
                                              .clock = clock_,
                                              .steady_clock = steady_clock_,
                                              .log = log_},
                         GarbagePolicy(), interval);
    auto job = std::make_unique<PeriodicJob>(
        GarbageJob::kPlan, [this](PeriodicJob::Turn& turn) { garbage_job_->work(turn); },
        steady_clock_, log_);
    job->start();
    EXPECT_EQ(steady_clock_.await_sleeper(), GarbageJob::kPlan.interval);
    return job;
  }
  // Lets it work for that many turns.
  void let_work(int turns) {
    for (int turn = 0; turn < turns; ++turn) {
      steady_clock_.advance(steady_clock_.await_sleeper());
      steady_clock_.await_sleeper();
    }
  }
  std::string log_text() {
    log_.flush();
    std::string text(4096, '\0');
    text.resize(
        static_cast<std::size_t>(::pread(log_file_.descriptor(), text.data(), text.size(), 0)));
    return text;
  }

  const TemporaryFolder folder_;
  SystemClock clock_;
  ManualSteadyClock steady_clock_;
  File log_file_{::memfd_create("log", MFD_CLOEXEC)};
  ops::Log log_{log_file_.descriptor(), ops::LogLevel::info, clock_};
  ObservedGarbage garbage_;
  OneRequest requests_;
  const std::unique_ptr<BlobBackend> blobs_ =
      stores::open_blobs(stores::config_of(folder_.path()), StoreRole::server);
  std::optional<GarbageJob> garbage_job_;
};

TEST_F(GarbageJobTest, CollectsOnceAnInterval) {
  const auto job = start(std::chrono::seconds(1));
  let_work(9);
  EXPECT_EQ(garbage_.runs(), 0);
  let_work(1);
  EXPECT_EQ(garbage_.runs(), 1);
  let_work(9);
  EXPECT_EQ(garbage_.runs(), 1);
  let_work(1);
  EXPECT_EQ(garbage_.runs(), 2);
}

TEST_F(GarbageJobTest, CollectsAgainAfterARunThatFailed) {
  garbage_.first_run_fails = true;
  const auto job = start(std::chrono::seconds(0));
  let_work(2);
  EXPECT_EQ(garbage_.runs(), 2);
  EXPECT_NE(log_text().find(R"("event":"gc_failed","error":"disk full")"), std::string::npos)
      << log_text();
}

TEST_F(GarbageJobTest, CountsItsRunsByWhatBecameOfThem) {
  garbage_.first_run_fails = true;
  const auto job = start(std::chrono::seconds(0));
  let_work(2);
  const GarbageTallies& tallies = garbage_job_->tallies();
  EXPECT_EQ(tallies.failures.count(GarbageTrigger::schedule), 1U);
  EXPECT_EQ(tallies.runs.count(GarbageTrigger::schedule), 1U);
  EXPECT_EQ(tallies.runs.count(GarbageTrigger::request), 0U);
  EXPECT_EQ(tallies.durations.figures().count(), 1U);
}

TEST_F(GarbageJobTest, DoesNotLogARunThatFoundNothing) {
  const auto job = start(std::chrono::seconds(0));
  let_work(2);
  EXPECT_EQ(garbage_.runs(), 2);
  EXPECT_EQ(log_text(), "");
}

TEST_F(GarbageJobTest, LogsOnceThatABackupKeepsBlobsAndOnceThatItIsOver) {
  garbage_.unneeded = Blob{.digest = Digest::of("unneeded"), .size_bytes = 8};
  std::optional<FolderLock> backup =
      FolderLock::take(folder_.path() / "blobs", FolderLock::Kind::exclusive);
  const auto job = start(std::chrono::seconds(0));
  let_work(3);
  EXPECT_EQ(events_in(log_text()), "removals_paused ");
  backup.reset();
  let_work(3);
  EXPECT_EQ(events_in(log_text()), "removals_paused removals_resumed ");
  EXPECT_FALSE(garbage_.unneeded);
}

TEST_F(GarbageJobTest, OnlyAnswersRequestsWithoutAnInterval) {
  requests_.request = {.id = 7, .run = GarbageRun::dry};
  const auto job = start(std::nullopt);
  let_work(3);
  EXPECT_EQ(requests_.answered, (GarbageReport{.links = 42}));
  EXPECT_EQ(garbage_.runs(), 0);
}

TEST_F(GarbageJobTest, CollectsAlsoWhenRequestsCannotBeRead) {
  requests_.reading_fails = true;
  const auto job = start(std::chrono::seconds(0));
  let_work(1);
  EXPECT_EQ(garbage_.runs(), 1);
}

TEST_F(GarbageJobTest, CancelsARequestThatItCannotAnswer) {
  requests_.request = {.id = 7, .run = GarbageRun::dry};
  garbage_.measuring_fails = true;
  const auto job = start(std::nullopt);
  let_work(1);
  EXPECT_EQ(requests_.cancelled, 7);
  EXPECT_FALSE(requests_.answered);
}

TEST_F(GarbageJobTest, LeavesARequestOpenIfItsRunIsNotFinished) {
  requests_.request = {.id = 7, .run = GarbageRun::for_real};
  garbage_.has_much_to_purge = true;
  const auto job = start(std::nullopt);
  steady_clock_.advance(GarbageJob::kPlan.interval);
  garbage_.await_second_run();
  job->stop();
  EXPECT_FALSE(requests_.answered);
  EXPECT_FALSE(requests_.cancelled);
}

}  // namespace
}  // namespace berth::app
