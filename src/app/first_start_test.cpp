#include "app/first_start.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "base/test_support.h"
#include "storage/sqlite/sqlite_account_store.h"

namespace berth::app {
namespace {

class FirstStartTest : public testing::Test {
 protected:
  Result<Registry> start() {
    return first_registry(accounts_, directory_, config_, keys_, clock_, entropy_);
  }
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
  auth::KeyRing keys_{std::string(auth::kMasterKeyBytes, 'k')};
  ops::DataDirectory directory_ = *ops::DataDirectory::open(folder_.path() / "data");
  storage::SqliteDatabase database_{{.file = directory_.database_file(), .reader_count = 1}};
  storage::SqliteAccountStore accounts_{database_};
};

TEST_F(FirstStartTest, MakesARegistryInTheFormOfTheRealService) {
  const auto registry = start();
  ASSERT_TRUE(registry);
  EXPECT_EQ(registry->alias.text().size(), 8U);
}

TEST_F(FirstStartTest, WritesTheAccessKeyThatTheStoreKnows) {
  ASSERT_TRUE(start());
  const std::string key_id = credential("aws_access_key_id");
  const auto key = accounts_.find_access_key(key_id);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->sealed_secret.find(credential("aws_secret_access_key")), std::string::npos);
  EXPECT_EQ(keys_.unseal_secret(key_id, key->sealed_secret), credential("aws_secret_access_key"));
}

TEST_F(FirstStartTest, TakesTheAliasAndTheAccountItIsGiven) {
  config_.alias = "acme";
  config_.account_id = "123456789012";
  const auto registry = start();
  ASSERT_TRUE(registry);
  EXPECT_EQ(registry->alias.text(), "acme");
  EXPECT_EQ(registry->id.text(), "123456789012");
}

TEST_F(FirstStartTest, RefusesAnAliasThatIsNone) {
  config_.alias = "Not-One";
  const auto registry = start();
  ASSERT_FALSE(registry);
  EXPECT_EQ(registry.error().subject, "alias");
  EXPECT_TRUE(accounts_.list_registries().empty());
}

TEST_F(FirstStartTest, LeavesAnOldRegistryAndItsCredentialsAlone) {
  const auto first = start();
  ASSERT_TRUE(first);
  const std::string key_id = credential("aws_access_key_id");
  const auto second = start();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->id, first->id);
  EXPECT_EQ(credential("aws_access_key_id"), key_id);
}

}  // namespace
}  // namespace berth::app
