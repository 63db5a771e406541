#include "app/garbage_thread.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <stdexcept>

#include "base/file.h"
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
  std::size_t unlink_unnamed(Timestamp, std::size_t) override { return 0; }
  std::vector<UnheldBlob> list_unheld(Timestamp, const std::optional<UnheldBlob>&,
                                      std::size_t) override {
    return {};
  }
  bool is_held(const Digest&) override { return false; }
  GarbageCount forget_unheld(std::span<const UnheldBlob>) override { return {}; }
  std::vector<Blob> find_orphans(std::span<const Blob>) override { return {}; }
  void add_unheld(std::span<const Blob>, Timestamp) override {}
  bool has_repository(RepositoryKey) override { return true; }
  void forget_upload_parts(Timestamp) override {}
  GarbageReport measure(Timestamp) override {
    if (measuring_fails) throw std::runtime_error("disk full");
    return {.links = 42};
  }

  std::optional<Waiting> find_waiting() override { return std::nullopt; }

  std::int64_t add_request(GarbageRun, Timestamp) override { return 0; }
  std::optional<GarbageRequest> next_request() override {
    polled_at_.push_back(std::chrono::steady_clock::now());
    if (polled_at_.size() == 1 && first_poll_fails) throw std::runtime_error("disk full");
    return is_asked_.exchange(false) ? request : std::nullopt;
  }
  void answer_request(std::int64_t, const GarbageReport& report) override {
    ++answers_;
    answer_.set_value(report);
  }
  std::optional<GarbageReport> take_answer(std::int64_t) override { return std::nullopt; }
  bool is_open(std::int64_t) override { return false; }
  void cancel_request(std::int64_t id) override { cancelled_.set_value(id); }

  int runs() const { return runs_; }
  int answers() const { return answers_; }
  // Call only after the thread has ended.
  const auto& polled_at() const { return polled_at_; }
  void await_second_run() { second_run_.get_future().wait(); }
  GarbageReport await_answer() { return answer_.get_future().get(); }
  std::int64_t await_cancelling() { return cancelled_.get_future().get(); }

  bool first_poll_fails = false;
  bool first_run_fails = false;
  bool has_much_to_purge = false;
  bool measuring_fails = false;
  std::optional<GarbageRequest> request;

 private:
  std::atomic<int> runs_ = 0;
  std::atomic<int> answers_ = 0;
  std::atomic<bool> is_asked_ = true;
  std::vector<std::chrono::steady_clock::time_point> polled_at_;
  std::promise<void> second_run_;
  std::promise<GarbageReport> answer_;
  std::promise<std::int64_t> cancelled_;
};

class GarbageThreadTest : public testing::Test {
 protected:
  // A thread that has been started.
  std::unique_ptr<GarbageThread> start(
      std::optional<std::chrono::seconds> interval,
      std::chrono::milliseconds rest_after_failure = GarbageThread::kRestAfterFailure) {
    auto thread = std::make_unique<GarbageThread>(
        GarbageThread::Services{
            .garbage = garbage_, .blobs = blobs_->blobs(), .clock = clock_, .log = log_},
        GarbagePolicy(), interval, rest_after_failure);
    thread->start();
    return thread;
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
  File log_file_{::memfd_create("log", MFD_CLOEXEC)};
  ops::Log log_{log_file_.descriptor(), ops::LogLevel::info, clock_};
  ObservedGarbage garbage_;
  const std::unique_ptr<BlobBackend> blobs_ =
      stores::open_blobs(stores::config_of(folder_.path()), StoreRole::server);
};

TEST_F(GarbageThreadTest, CollectsAgainAfterARunThatFailed) {
  garbage_.first_run_fails = true;
  const auto thread = start(std::chrono::seconds(0));
  garbage_.await_second_run();
  thread->stop();
  EXPECT_NE(log_text().find(R"("event":"gc_failed","error":"disk full")"), std::string::npos)
      << log_text();
}

TEST_F(GarbageThreadTest, DoesNotLogARunThatFoundNothing) {
  const auto thread = start(std::chrono::seconds(0));
  garbage_.await_second_run();
  thread->stop();
  EXPECT_EQ(log_text(), "");
}

TEST_F(GarbageThreadTest, OnlyAnswersRequestsWithoutAnInterval) {
  garbage_.request = {.id = 7, .run = GarbageRun::dry};
  const auto thread = start(std::nullopt);
  EXPECT_EQ(garbage_.await_answer(), (GarbageReport{.links = 42}));
  thread->stop();
  EXPECT_EQ(garbage_.runs(), 0);
}

TEST_F(GarbageThreadTest, CancelsARequestThatItCannotAnswer) {
  garbage_.request = {.id = 7, .run = GarbageRun::dry};
  garbage_.measuring_fails = true;
  const auto thread = start(std::nullopt);
  EXPECT_EQ(garbage_.await_cancelling(), 7);
  thread->stop();
}

TEST_F(GarbageThreadTest, LeavesARequestOpenIfItsRunIsNotFinished) {
  garbage_.request = {.id = 7, .run = GarbageRun::for_real};
  garbage_.has_much_to_purge = true;
  const auto thread = start(std::nullopt);
  garbage_.await_second_run();
  thread->stop();
  EXPECT_EQ(garbage_.answers(), 0);
}

TEST_F(GarbageThreadTest, RestsAfterLookingForRequestsFailed) {
  constexpr std::chrono::milliseconds kRest{300};
  garbage_.first_poll_fails = true;
  garbage_.request = {.id = 7, .run = GarbageRun::dry};
  const auto thread = start(std::nullopt, kRest);
  EXPECT_EQ(garbage_.await_answer(), (GarbageReport{.links = 42}));
  thread->stop();
  EXPECT_EQ(garbage_.answers(), 1);
  EXPECT_GE(garbage_.polled_at().at(1) - garbage_.polled_at().at(0), kRest);
}

TEST_F(GarbageThreadTest, StopsAtOnceHoweverLongTheInterval) {
  start(std::chrono::hours(1000))->stop();
  EXPECT_EQ(garbage_.runs(), 0);
}

}  // namespace
}  // namespace berth::app
