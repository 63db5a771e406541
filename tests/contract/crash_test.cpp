// A process that pushes is killed at random points: everything it acknowledged is there and
// complete.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

#include "base/entropy.h"
#include "base/test_support.h"
#include "contract/blob_store_contract.h"
#include "registry/use_cases/blobs.h"
#include "stores/open_stores.h"
#include "stores/test_support.h"

namespace berth {
namespace {

constexpr int kRounds = 15;
constexpr int kPushers = 3;
constexpr unsigned kMostAcknowledged = 60;  // pushes of one round, before the process is killed

// An acknowledged push, as written to the pipe: a write this small is atomic.
struct NumberedPush {
  int round;
  int pusher;
  int number;

  [[nodiscard]] std::string text() const {
    return std::to_string(round) + "-" + std::to_string(pusher) + "-" + std::to_string(number);
  }
  // Alternately kept with the metadata and in the blob store.
  [[nodiscard]] std::string layer() const {
    const std::size_t least = number % 2 == 0 ? 0 : kMaxSmallBlobBytes;
    return std::string(least + static_cast<std::size_t>(number) * 97 + 1, 'x') + text();
  }
  [[nodiscard]] NewImage image() const {
    const Blob blob{.digest = Digest::of(layer()), .size_bytes = layer().size()};
    return {.digest = Digest::of(text()),
            .media_type = "type",
            .artifact_media_type = "",
            .content = text(),
            .size_bytes = blob.size_bytes,
            .layers = {{.blob = blob}},
            .children = {}};
  }
};

stores::Stores open(const std::filesystem::path& folder) {
  return stores::open_stores(stores::config_of(folder), StoreRole::server, {.readers = 2});
}

const RegistryId kAccount = *RegistryId::parse("123456789012");
const RepositoryName kWeb = *RepositoryName::parse("web");

void create_repository(const std::filesystem::path& folder) {
  const stores::Stores opened = open(folder);
  ASSERT_TRUE(stores::create_registry(opened.accounts(), {}));
  ASSERT_TRUE(opened.metadata().create_repository(
      {.registry = kAccount, .name = kWeb, .created_at = {}}, {}));
}

void make(const stores::Stores& opened, const Repository& repository, const NumberedPush& push) {
  SystemEntropy entropy;
  const UploadKey upload{.repository = repository.key, .id = make_uuid(entropy)};
  const std::string layer = push.layer();
  opened.blobs()
      .create_upload(upload, repository.registry, Quotas(), HashAlgorithm::sha256)
      .value();
  const auto writer = std::move(opened.blobs().open_upload(upload).value());
  writer->append(std::as_bytes(std::span(layer))).value();
  complete_upload(opened.metadata(), opened.blobs(), SystemClock(), repository, *writer,
                  Digest::of(layer))
      .value();
  opened.metadata()
      .put_image({.repository = repository,
                  .image = push.image(),
                  .tags = {*TagName::parse(push.text())},
                  .author = {.user = "admin"}})
      .value();
}

// Pushes and writes each acknowledged push to the pipe, until the process is killed.
[[noreturn]] void push_until_killed(const std::filesystem::path& folder, int round, int pipe) {
  const stores::Stores opened = open(folder);
  const Repository repository = opened.metadata().find_repository(kAccount, kWeb).value();
  std::vector<std::jthread> pushers;
  pushers.reserve(kPushers);
  for (int pusher = 0; pusher < kPushers; ++pusher) {
    pushers.emplace_back([&, pusher] {
      for (int number = 0;; ++number) {
        const NumberedPush push{.round = round, .pusher = pusher, .number = number};
        make(opened, repository, push);
        if (::write(pipe, &push, sizeof(push)) != sizeof(push)) ::_exit(1);
      }
    });
  }
  for (;;) ::pause();
}

// Runs a process and kills it after `count` pushes. Returns all acknowledged pushes.
std::vector<NumberedPush> push_and_kill(const std::filesystem::path& folder, int round,
                                        unsigned count) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  // No other thread runs now, so the child may do anything.
  const pid_t child = ::fork();
  if (child == 0) push_until_killed(folder, round, ends[1]);
  ::close(ends[1]);
  std::vector<NumberedPush> acknowledged;
  NumberedPush push{};
  while (::read(ends[0], &push, sizeof(push)) == sizeof(push)) {
    acknowledged.push_back(push);
    if (acknowledged.size() == count) ::kill(child, SIGKILL);
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "status " << status;
  return acknowledged;
}

void expect_whole(const stores::Stores& opened, const Repository& repository,
                  const NumberedPush& push) {
  const auto manifest =
      opened.metadata().find_manifest(repository.key, *TagName::parse(push.text()));
  ASSERT_TRUE(manifest) << push.text();
  EXPECT_EQ(manifest->content, push.text());
  const auto blob =
      open_blob(*opened.metadata().reader(), opened.blobs(), repository, Digest::of(push.layer()));
  ASSERT_TRUE(blob) << push.text();
  EXPECT_EQ(content_of(*blob), push.layer());
}

TEST(Crash, LosesNoAcknowledgedPush) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 dice(seed);
  const TemporaryFolder folder;
  create_repository(folder.path());
  std::vector<NumberedPush> acknowledged;
  for (int round = 0; round < kRounds; ++round) {
    const auto count = static_cast<unsigned>(1 + dice() % kMostAcknowledged);
    const auto pushes = push_and_kill(folder.path(), round, count);
    EXPECT_GE(pushes.size(), count);
    acknowledged.insert(acknowledged.end(), pushes.begin(), pushes.end());
  }
  const stores::Stores opened = open(folder.path());
  const Repository repository = opened.metadata().find_repository(kAccount, kWeb).value();
  for (const NumberedPush& push : acknowledged) expect_whole(opened, repository, push);
}

}  // namespace
}  // namespace berth
