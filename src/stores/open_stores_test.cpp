#include "stores/open_stores.h"

#include <gmock/gmock.h>

#include <fstream>
#include <limits>

#include "base/test_support.h"
#include "stores/test_support.h"

namespace berth::stores {
namespace {

using testing::HasSubstr;

class OpenStoresTest : public testing::Test {
 protected:
  static bool create(const Stores& stores, const char* id, const char* alias) {
    return create_registry(stores.accounts(), {.id = id, .alias = alias, .access_key_id = id})
        .has_value();
  }

  const TemporaryFolder folder_;
  ops::Config config_ = config_of(folder_.path());
};

TEST_F(OpenStoresTest, ACommandSharesTheStoreOfARunningServer) {
  const Stores server = open_stores(config_, StoreRole::server);
  ASSERT_TRUE(create(server, "123456789012", "acme"));
  const Stores command = open_stores(config_, StoreRole::beside_a_server);
  EXPECT_EQ(command.accounts().list_registries().size(), 1U);
  EXPECT_TRUE(create(command, "210987654321", "other"));
  EXPECT_EQ(server.accounts().list_registries().size(), 2U);
  EXPECT_NE(command.integrity(), nullptr);
}

TEST_F(OpenStoresTest, OnlyAServerMakesADatabase) {
  for (const StoreRole role : {StoreRole::beside_a_server, StoreRole::instead_of_a_server}) {
    EXPECT_ANY_THROW(open_metadata(config_, role));
  }
  open_metadata(config_, StoreRole::server);
  EXPECT_NO_THROW(open_metadata(config_, StoreRole::beside_a_server));
}

TEST_F(OpenStoresTest, AServerAppliesTheQuotas) {
  config_.quotas.repositories_per_registry = 0;
  const Stores stores = open_stores(config_, StoreRole::server);
  ASSERT_TRUE(create(stores, "123456789012", "acme"));
  EXPECT_FALSE(stores.metadata().create_repository({.registry = *RegistryId::parse("123456789012"),
                                                    .name = *RepositoryName::parse("web"),
                                                    .created_at = {}},
                                                   {}));
}

TEST_F(OpenStoresTest, OnlyAServerKeepsRoomFree) {
  config_.min_free_bytes = std::numeric_limits<std::uint64_t>::max() / 4;
  std::vector<bool> said;
  const auto server =
      open_blobs(config_, StoreRole::server,
                 {.on_room = [&](const Room& room) { said.push_back(room.has_room); }});
  EXPECT_FALSE(server->has_room_for(0));
  EXPECT_FALSE(server->look().has_room);
  EXPECT_EQ(said, std::vector{false});
  const auto command = open_blobs(config_, StoreRole::beside_a_server);
  EXPECT_TRUE(command->has_room_for(1));
  EXPECT_TRUE(command->look().has_room);
}

TEST_F(OpenStoresTest, MoreReadersNeedMoreDescriptors) {
  const auto needed = [this](unsigned readers) {
    return open_metadata(config_, StoreRole::server, {.readers = readers})->descriptors_needed();
  };
  EXPECT_GT(needed(8), needed(2));
}

TEST_F(OpenStoresTest, TellsOfDamageWithARemedy) {
  open_metadata(config_, StoreRole::server);
  std::ofstream(folder_.path() / "metadata.db") << std::string(8192, 'x');
  std::vector<std::string> heard;
  const DamageListener on_damage = [&](const Damage& damage) { heard.emplace_back(damage.remedy); };
  try {
    open_metadata(config_, StoreRole::server, {.on_damage = on_damage});
    FAIL() << "it was opened";
  } catch (const std::exception& failure) {
    EXPECT_THAT(explain(failure), HasSubstr("run `berth fsck`"));
    EXPECT_THAT(explain(failure), HasSubstr(failure.what()));
  }
  EXPECT_THAT(heard, testing::Contains(HasSubstr("run `berth fsck`")));
  EXPECT_EQ(explain(std::runtime_error("no such host")), "no such host");
}

}  // namespace
}  // namespace berth::stores
