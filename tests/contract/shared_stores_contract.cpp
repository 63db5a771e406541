#include "contract/shared_stores_contract.h"

#include <thread>

#include "registry/rules/upload_ownership.h"
#include "registry/use_cases/garbage.h"

namespace berth {

UploadKey SharedStoresContract::begin(const stores::Stores& server, const Repository& repository) {
  UploadKey key{.repository = repository.key, .id = make_uuid(entropy_)};
  EXPECT_TRUE(server.blobs().create_upload(key, blob_registry(), Quotas(), HashAlgorithm::sha256));
  return key;
}

Basis SharedStoresContract::basis_of(const stores::Stores& server, const Repository& repository) {
  const auto reader = server.metadata().reader();
  reader->metadata().list_resource_tags(repository.key);
  return reader->basis();
}

bool SharedStoresContract::push(const stores::Stores& server, const Repository& repository,
                                const std::string& layer) {
  const auto writer = *server.blobs().open_upload(begin(server, repository));
  EXPECT_TRUE(append(*writer, layer));
  const Blob blob{.digest = Digest::of(layer), .size_bytes = layer.size()};
  EXPECT_TRUE(
      complete_upload(server.metadata(), server.blobs(), clock_, repository, *writer, blob.digest));
  const std::string content = "image of " + blob.digest.text();
  const auto pushed =
      server.metadata().put_image({.repository = repository,
                                   .image = {.digest = Digest::of(content),
                                             .media_type = "type",
                                             .artifact_media_type = "",
                                             .content = content,
                                             .size_bytes = blob.size_bytes,
                                             .layers = {{.blob = blob}},
                                             .children = {}},
                                   .author = {.at = clock_.now(), .user = "admin"}});
  if (!pushed) {
    EXPECT_EQ(pushed.error().code, ErrorCode::referenced_blobs_not_found);
  }
  return pushed.has_value();
}

TEST_P(SharedStoresContract, AWriteOfOneServerOutdatesWhatAnotherHasRead) {
  const Repository web = create("web");
  const Basis changed = basis_of(one_, web);
  const Basis kept = basis_of(one_, create("tools"));
  EXPECT_TRUE(one_.metadata().check(changed));
  ASSERT_TRUE(other_.metadata().put_resource_tags(web, {{.key = "team", .value = "blue"}}, {}));
  EXPECT_NE(one_.metadata().currency(changed), Currency::current);
  EXPECT_FALSE(one_.metadata().check(changed));
  EXPECT_NE(one_.metadata().currency(kept), Currency::outdated);
  EXPECT_TRUE(one_.metadata().check(kept));
}

TEST_P(SharedStoresContract, AnUploadGoesOnAtAnotherServer) {
  const UploadKey key = begin(one_, create("web"));
  EXPECT_TRUE(append(**one_.blobs().open_upload(key), "hello "));
  EXPECT_EQ(other_.blobs().upload_size(key), 6U);
  const auto writer = *other_.blobs().open_upload(key);
  EXPECT_TRUE(append(*writer, "world"));
  EXPECT_TRUE(writer->commit(Digest::of("hello world")));
  EXPECT_EQ(content_of(*one_.blobs().open_blob(Digest::of("hello world"))), "hello world");
}

TEST_P(SharedStoresContract, AnUploadHasOneWriterWhereverItRuns) {
  const UploadKey key = begin(one_, create("web"));
  const auto idle = *one_.blobs().open_upload(key);
  EXPECT_TRUE(append(*idle, "hello"));
  EXPECT_EQ(other_.blobs().open_upload(key).error().code, ErrorCode::upload_in_use);
  steady_clock_.advance(kIdleBeforeTakeover);
  const auto void_claim = *other_.blobs().open_upload(key);
  EXPECT_TRUE(append(*idle, " "));
  EXPECT_EQ(append(*void_claim, "x").error().code, ErrorCode::upload_in_use);
  steady_clock_.advance(kIdleBeforeTakeover);
  const auto next = *other_.blobs().open_upload(key);
  EXPECT_TRUE(append(*next, "world"));
  EXPECT_EQ(append(*idle, "x").error().code, ErrorCode::upload_not_found);
  EXPECT_TRUE(next->commit(Digest::of("hello world")));
}

TEST_P(SharedStoresContract, UploadsOfAllServersCountForTheQuotas) {
  const Repository web = create("web");
  const Quotas one{.uploads_per_repository = 1};
  const UploadKey key = begin(one_, web);
  const UploadKey more{.repository = web.key, .id = make_uuid(entropy_)};
  const auto begin_more = [&] {
    return other_.blobs().create_upload(more, blob_registry(), one, HashAlgorithm::sha256);
  };
  EXPECT_EQ(begin_more().error().code, ErrorCode::too_many_uploads);
  ASSERT_TRUE(one_.blobs().cancel_upload(key));
  EXPECT_TRUE(begin_more());
}

TEST_P(SharedStoresContract, NoServerRemovesABlobThatAnotherHolds) {
  const auto writer = *one_.blobs().open_upload(begin(one_, create("web")));
  EXPECT_TRUE(append(*writer, "hello"));
  const Digest digest = Digest::of("hello");
  const auto remove = [&] {
    return other_.blobs().remove_blob_unless(digest, [] { return false; }).outcome;
  };
  if (const auto hold = one_.blobs().hold(digest)) {
    ASSERT_TRUE(writer->commit(digest));
    EXPECT_TRUE(other_.blobs().is_held(digest));
    EXPECT_EQ(remove(), BlobRemoval::Outcome::held);
  } else {
    ASSERT_TRUE(writer->commit(digest));
  }
  EXPECT_EQ(remove(), BlobRemoval::Outcome::removed);
}

TEST_P(SharedStoresContract, AJobOfAnyServerAnswersARequest) {
  const auto id = one_.job_requests().add(GarbageRun::dry, clock_.now());
  const auto request = other_.job_requests().next();
  ASSERT_TRUE(request);
  EXPECT_EQ(request->id, id);
  other_.job_requests().answer(id, {.links = 7});
  EXPECT_EQ(one_.job_requests().take_answer(id), (GarbageReport{.links = 7}));
}

// The servers push the same layers, and each has a collector for which everything is due at once.
TEST_P(SharedStoresContract, NoCollectorRemovesWhatAnyServerHasAcknowledged) {
  constexpr int kLayers = 40;
  constexpr GarbagePolicy kAtOnce{.grace = std::chrono::seconds(0)};
  const Repository repositories[] = {create("web"), create("tools")};
  const stores::Stores* const servers[] = {&one_, &other_};
  // Alternately kept with the metadata and in the blob store.
  const auto layer = [](int number) {
    return std::string(number % 2 == 0 ? 1 : kMaxSmallBlobBytes, 'x') + std::to_string(number);
  };
  std::vector<std::string> pushed[2];
  {
    std::vector<std::jthread> collectors;
    collectors.reserve(std::size(servers));
    for (const stores::Stores* server : servers) {
      collectors.emplace_back([&, server](const std::stop_token& stop) {
        GarbageCollector collector(server->garbage(), server->blobs(), clock_, kAtOnce);
        while (!stop.stop_requested()) {
          collector.run(OrphanScan::everything, [&stop] { return !stop.stop_requested(); });
        }
      });
    }
    std::vector<std::jthread> pushers;
    pushers.reserve(std::size(servers));
    for (int i = 0; i < 2; ++i) {
      pushers.emplace_back([&, i] {
        for (int number = 0; number < kLayers; ++number) {
          if (push(*servers[i], repositories[i], layer(number))) {
            pushed[i].push_back(layer(number));
          }
        }
      });
    }
    pushers.clear();
  }
  for (int i = 0; i < 2; ++i) {
    for (const std::string& content : pushed[i]) {
      const auto reader = servers[1 - i]->metadata().reader();
      const auto blob =
          open_blob(*reader, servers[1 - i]->blobs(), repositories[i], Digest::of(content));
      ASSERT_TRUE(blob);
      EXPECT_EQ(content_of(*blob), content);
    }
  }
}

}  // namespace berth
