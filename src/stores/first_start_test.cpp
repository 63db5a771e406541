#include "stores/first_start.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "auth/key_ring.h"
#include "base/test_support.h"
#include "storage/filesystem/blobs_mark.h"
#include "storage/sqlite/schema/database_facts.h"
#include "stores/open_stores.h"
#include "stores/test_support.h"

namespace berth::stores {
namespace {

class FirstStartTest : public testing::Test {
 protected:
  FirstStartTest() { config_.data_dir = directory_.path(); }

  Checked<std::string> start() { return make_store(directory_, config_, clock_, entropy_); }
  // The value of one line of the credentials file.
  std::string credential(std::string_view name) const {
    std::ifstream in(directory_.credentials_file());
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with(name)) return line.substr(name.size() + 3);
    }
    return "";
  }

  const TemporaryFolder folder_;
  ops::Config config_;
  SystemClock clock_;
  SystemEntropy entropy_;
  ops::DataDirectory directory_ = *ops::DataDirectory::open(folder_.path() / "data");
};

// The result of a start.
class Made {
 public:
  explicit Made(const ops::DataDirectory& directory)
      : backend_(open_metadata(config_of(directory.path()), StoreRole::server)) {}
  AccountStore& accounts() { return backend_->accounts(); }
  Registry registry() { return accounts().list_registries().at(0); }

 private:
  const std::unique_ptr<MetadataBackend> backend_;
};

TEST_F(FirstStartTest, MakesARegistryLikeTheRealServices) {
  ASSERT_TRUE(start());
  EXPECT_EQ(Made(directory_).registry().alias.text().size(), 8U);
}

TEST_F(FirstStartTest, WritesTheAccessKeyThatTheStoreKnows) {
  const auto master_key = start();
  ASSERT_TRUE(master_key);
  const std::string key_id = credential("aws_access_key_id");
  const auto key = Made(directory_).accounts().find_access_key(key_id);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->sealed_secret.find(credential("aws_secret_access_key")), std::string::npos);
  EXPECT_EQ(auth::KeyRing(*master_key).unseal_secret(key_id, key->sealed_secret).view(),
            credential("aws_secret_access_key"));
}

TEST_F(FirstStartTest, UsesTheGivenAliasAndAccount) {
  config_.alias = "acme";
  config_.account_id = "123456789012";
  ASSERT_TRUE(start());
  EXPECT_EQ(Made(directory_).registry().alias.text(), "acme");
  EXPECT_EQ(Made(directory_).registry().id.text(), "123456789012");
}

TEST_F(FirstStartTest, RefusesAnInvalidAlias) {
  config_.alias = "Not-One";
  const auto made = start();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().subject, "alias");
  EXPECT_TRUE(directory_.is_new());
  EXPECT_FALSE(std::filesystem::exists(directory_.credentials_file()));
}

TEST_F(FirstStartTest, TiesTheDatabaseTheBlobsAndTheKeyTogether) {
  const auto master_key = start();
  ASSERT_TRUE(master_key);
  const auto facts = storage::sqlite::look_at_database(directory_.database_file());
  EXPECT_EQ(facts.kind, storage::sqlite::DatabaseKind::marked);
  EXPECT_EQ(facts.identity.key_fingerprint, auth::KeyRing(*master_key).fingerprint());
  const BlobsMark mark{.store_id = facts.identity.id,
                       .first_registry = Made(directory_).registry().id};
  EXPECT_EQ(storage::filesystem::read_mark(directory_.blobs()).value(), mark);
}

TEST_F(FirstStartTest, StartsOverAfterAnInterruptedStart) {
  ASSERT_TRUE(directory_.make_blobs());
  std::ofstream(directory_.new_database_file()) << "half a database";
  std::ofstream(directory_.new_database_file().string() + "-wal") << "and its log";
  std::ofstream(directory_.credentials_file()) << "of a key that nobody knows";
  std::ofstream(directory_.credentials_file().string() + ".new") << "half";
  std::ofstream(storage::filesystem::mark_file(directory_.blobs())) << "of another start";
  ASSERT_TRUE(directory_.is_new());
  ASSERT_TRUE(start());
  EXPECT_TRUE(Made(directory_).accounts().find_access_key(credential("aws_access_key_id")));
  EXPECT_FALSE(std::filesystem::exists(directory_.new_database_file()));
}

}  // namespace
}  // namespace berth::stores
