#include "registry/rules/upload_counts.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

class UploadCountsTest : public testing::Test {
 protected:
  UploadKey key(std::string_view access_key, RepositoryKey repository = 1) {
    return {.repository = repository, .id = make_upload_id(entropy_, access_key)};
  }
  bool add(const UploadKey& key, const RegistryId& registry) {
    auto added = counts_.add(key, registry, quotas_);
    if (!added) {
      EXPECT_EQ(added.error().code, ErrorCode::too_many_uploads);
      used_up_ = facts_of<UsedQuota>(added.error());
    }
    return added.has_value();
  }
  bool add(const UploadKey& key) { return add(key, acme_); }
  bool has_room(std::uint64_t more_bytes) {
    return counts_.check_size(acme_, more_bytes, quotas_).has_value();
  }

  const RegistryId acme_ = *RegistryId::parse("123456789012");
  const RegistryId other_ = *RegistryId::parse("210987654321");
  SystemEntropy entropy_;
  Quotas quotas_{.uploads_per_access_key = 2,
                 .uploads_per_repository = 3,
                 .uploads_per_registry = 4,
                 .upload_bytes_per_registry = 100};
  UploadCounts counts_;
  UsedQuota used_up_;  // when the last upload was refused
};

TEST_F(UploadCountsTest, HoldEachAccessKeyToItsQuota) {
  const UploadKey first = key("AKIDA");
  EXPECT_TRUE(add(first));
  EXPECT_TRUE(add(key("AKIDA", 2)));
  EXPECT_FALSE(add(key("AKIDA", 3)));
  EXPECT_EQ(used_up_, (UsedQuota{.quota = Quota::uploads_per_access_key, .limit = 2}));
  EXPECT_TRUE(add(key("AKIDB")));
  counts_.remove(first);
  counts_.remove(first);
  EXPECT_TRUE(add(key("AKIDA", 3)));
  EXPECT_FALSE(add(key("AKIDA", 3)));
}

TEST_F(UploadCountsTest, HoldRepositoriesAndRegistriesToTheirQuotas) {
  for (const char* access_key : {"A", "B", "C"}) EXPECT_TRUE(add(key(access_key)));
  EXPECT_FALSE(add(key("D")));
  EXPECT_EQ(used_up_, (UsedQuota{.quota = Quota::uploads_per_repository, .limit = 3}));
  EXPECT_TRUE(add(key("D", 2)));
  EXPECT_FALSE(add(key("E", 3)));
  EXPECT_EQ(used_up_, (UsedQuota{.quota = Quota::uploads_per_registry, .limit = 4}));
  EXPECT_TRUE(add(key("E", 4), other_));
}

TEST_F(UploadCountsTest, CountTheBytesOfARegistry) {
  const UploadKey first = key("A");
  const UploadKey second = key("B");
  EXPECT_TRUE(add(first));
  EXPECT_TRUE(add(second));
  counts_.set_size(first, 60);
  counts_.set_size(second, 30);
  EXPECT_TRUE(has_room(10));
  EXPECT_FALSE(has_room(11));
  EXPECT_FALSE(has_room(UINT64_MAX));
  EXPECT_TRUE(counts_.check_size(other_, 100, quotas_));
  counts_.set_size(first, 10);  // something was forgotten
  EXPECT_TRUE(has_room(60));
  counts_.remove(second);
  EXPECT_TRUE(has_room(90));
  counts_.set_size(second, 50);
  EXPECT_TRUE(has_room(90));
}

TEST_F(UploadCountsTest, AddUpOverAllRegistries) {
  const UploadKey first = key("A");
  EXPECT_TRUE(add(first));
  EXPECT_TRUE(add(key("B"), other_));
  counts_.set_size(first, 60);
  EXPECT_EQ(counts_.total().count, 2U);
  EXPECT_EQ(counts_.total().size_bytes, 60U);
  counts_.remove(first);
  EXPECT_EQ(counts_.total().count, 1U);
  EXPECT_EQ(counts_.total().size_bytes, 0U);
}

TEST_F(UploadCountsTest, ContinueFromTheUploadsOfTheLastProcess) {
  counts_.restore(key("A"), acme_, 70);
  counts_.restore(key("A"), acme_, 70);
  counts_.restore(key("A"), acme_, 0);  // more than the quota, which may have been another one
  EXPECT_FALSE(add(key("A", 2)));
  EXPECT_FALSE(has_room(0));
}

TEST_F(UploadCountsTest, RecogniseTheAccessKeyByTheUploadId) {
  const std::string one = make_upload_id(entropy_, "AKIDA");
  const std::string same = make_upload_id(entropy_, "AKIDA");
  const std::string other = make_upload_id(entropy_, "AKIDB");
  EXPECT_TRUE(is_uuid(one)) << one;
  EXPECT_NE(one, same);
  EXPECT_EQ(one.substr(24), same.substr(24));
  EXPECT_NE(one.substr(24), other.substr(24));
}

}  // namespace
}  // namespace berth
