// The contract of every metadata store and the account store beside it: what was read stays current
// until a write changes a part of the stores that it depends on, and no longer.
#include "contract/basis_contract.h"

#include <atomic>
#include <thread>
#include <tuple>

namespace berth {

using testing::ElementsAre;
using testing::IsEmpty;

BasisContract::BasisContract() {
  EXPECT_TRUE(accounts().create_registry(
      {.id = globex_, .alias = *RegistryAlias::parse("globex"), .created_at = at(1)},
      key(globex_, "AKIDGLOBEX"), {.name = "all", .document = ""}, {}));
  push(web_, image("a"), tag("v1"));
  push(web_, image("b"), tag("v2"));
  push(tools_, image("a"), tag("v1"));
  link(web_, layer_);
}

Basis BasisContract::basis_of(const Read& read) {
  const auto reader = store().reader();
  read(*reader);
  return reader->basis();
}

BasisContract::Names BasisContract::outdated_by(const Write& write) {
  const std::vector<std::pair<std::string, Basis>> bases{
      {"web", basis_of([&](Reads& reads) { reads.metadata().list_resource_tags(web_.key); })},
      {"tools", basis_of([&](Reads& reads) { reads.metadata().list_resource_tags(tools_.key); })},
      {"acme", basis_of([&](Reads& reads) { reads.accounts().list_users(account()); })},
      {"globex", basis_of([&](Reads& reads) { reads.accounts().list_users(globex_); })}};
  const Basis everything = basis_of_everything();
  for (const auto& [name, basis] : bases) EXPECT_TRUE(is_current(basis)) << name;
  write();
  Names outdated;
  for (const auto& [name, basis] : bases) {
    if (!is_current(basis)) outdated.push_back(name);
  }
  if (!outdated.empty()) {
    EXPECT_FALSE(is_current(everything));
  }
  return outdated;
}

BasisContract::Names BasisContract::read_by(const Read& read) {
  Names parts;
  const auto try_out = [&](const char* part, const Write& write) {
    const Basis basis = basis_of(read);
    write();
    if (!is_current(basis)) parts.emplace_back(part);
  };
  try_out("web", [&] { put_tag(web_); });
  try_out("tools", [&] { put_tag(tools_); });
  try_out("acme", [&] { rename(account()); });
  try_out("globex", [&] { rename(globex_); });
  return parts;
}

void BasisContract::put_tag(const Repository& repository) {
  EXPECT_TRUE(store().put_resource_tags(repository, {{.key = "team", .value = "blue"}}, {}));
}

void BasisContract::rename(const RegistryId& registry) {
  EXPECT_TRUE(accounts().set_display_name(registry, "name", {}));
}

TEST_P(BasisContract, WritesToARepositoryOutdateItAlone) {
  const std::vector<std::pair<const char*, Write>> writes{
      {"put_catalog_data", [&] { ASSERT_TRUE(store().put_catalog_data(web_, {}, {}, {})); }},
      {"put_resource_tags", [&] { put_tag(web_); }},
      {"delete_resource_tags",
       [&] { ASSERT_TRUE(store().delete_resource_tags(web_, {"team"}, {})); }},
      {"put_policy", [&] { ASSERT_TRUE(store().put_repository_policy(web_, {.text = "{}"}, {})); }},
      {"delete_policy", [&] { ASSERT_TRUE(store().delete_repository_policy(web_, {})); }},
      {"put_blob", [&] { ASSERT_TRUE(store().put_blob(web_.key, small_, "small", at(0))); }},
      {"link_blob", [&] { link(web_, {.digest = Digest::of("x"), .size_bytes = 1}); }},
      {"unlink_blob",
       [&] { ASSERT_TRUE(store().unlink_blob(web_.key, small_.digest, {.at = at(0)})); }},
      {"put_image", [&] { push(web_, image("c"), tag("v3")); }},
      {"move_tag",
       [&] {
         const auto moved = store().list_tag_history(web_.key, tag("v1"), kNewestMovement, 1);
         ASSERT_TRUE(store().move_tag(web_, tag("v1"), Digest::of("b"), moved.front().sequence,
                                      {.at = at(9), .user = "admin"}));
       }},
      {"delete_tag",
       [&] {
         ASSERT_TRUE(store().delete_tag(web_, {.tag = tag("v3")}, {.at = at(9), .user = "admin"}));
       }},
      {"delete_image",
       [&] {
         ASSERT_TRUE(store().delete_image(web_, Digest::of("c"), {.at = at(9), .user = "admin"}));
       }},
      {"unlink_unnamed", [&] { ASSERT_GT(garbage().unlink_unnamed(at(100), 100, {}), 0U); }},
  };
  for (const auto& [name, write] : writes) {
    EXPECT_THAT(outdated_by(write), ElementsAre("web")) << name;
  }
  ASSERT_TRUE(store().put_blob(web_.key, small_, "small", at(0)));
  EXPECT_THAT(
      outdated_by([&] { ASSERT_TRUE(store().mount_blob(web_.key, tools_, small_.digest, at(0))); }),
      ElementsAre("tools"));
}

TEST_P(BasisContract, WritesToARegistryOutdateItAlone) {
  const User ann{.registry = account(), .name = "ann", .created_at = at(0)};
  const RegistryAlias second = *RegistryAlias::parse("second");
  AccessKey anns = key(account(), "AKIDANN");
  anns.principal.user_name = "ann";
  const std::vector<std::pair<const char*, Write>> writes{
      {"set_display_name", [&] { rename(account()); }},
      {"add_alias", [&] { ASSERT_TRUE(accounts().add_alias(account(), second, {.at = at(0)})); }},
      {"set_primary_alias",
       [&] { ASSERT_TRUE(accounts().set_primary_alias(account(), second, {})); }},
      {"and back", [&] { ASSERT_TRUE(accounts().set_primary_alias(account(), alias(), {})); }},
      {"remove_alias", [&] { ASSERT_TRUE(accounts().remove_alias(account(), second, {})); }},
      {"create_user", [&] { ASSERT_TRUE(accounts().create_user(ann, {})); }},
      {"create_access_key", [&] { ASSERT_TRUE(accounts().create_access_key(anns, {})); }},
      {"put_policy",
       [&] {
         ASSERT_TRUE(
             accounts().put_user_policy(account(), "ann", {.name = "p", .document = "{}"}, {}));
       }},
      {"delete_policy",
       [&] { ASSERT_TRUE(accounts().delete_user_policy(account(), "ann", "p", {})); }},
      {"delete_access_key", [&] { ASSERT_TRUE(accounts().delete_access_key("AKIDANN", {})); }},
      {"delete_user", [&] { ASSERT_TRUE(accounts().delete_user(account(), "ann", {})); }},
      {"create_repository", [&] { create("third"); }},
  };
  for (const auto& [name, write] : writes) {
    EXPECT_THAT(outdated_by(write), ElementsAre("acme")) << name;
  }
}

TEST_P(BasisContract, DeletingARepositoryOutdatesItAndItsRegistry) {
  EXPECT_THAT(outdated_by([&] {
                ASSERT_TRUE(store().delete_repository(web_, RepositoryContent::is_deleted_too,
                                                      {.at = at(0)}));
              }),
              ElementsAre("web", "acme"));
  const Basis gone = basis_of([&](Reads& reads) { reads.metadata().find_owner(web_.key); });
  web_ = create("web");
  EXPECT_THAT(outdated_by([&] { push(web_, image("a"), tag("v1")); }), ElementsAre("web"));
  EXPECT_TRUE(is_current(gone));
}

TEST_P(BasisContract, WritesThatNoReadShowsOutdateNothing) {
  const std::vector<std::pair<const char*, Write>> writes{
      {"hold_blob", [&] { ASSERT_TRUE(store().hold_blob(web_.key, layer_.digest, at(100'000))); }},
      {"add_upload_part", [&] { ASSERT_TRUE(store().add_upload_part(web_.key, "u", 1, at(0))); }},
      {"forget_upload_parts", [&] { store().forget_upload_parts(web_.key, "u"); }},
      {"add_request", [&] { job_requests().add(GarbageRun::dry, at(0)); }},
      {"answer_request", [&] { job_requests().answer(job_requests().next().value().id, {}); }},
      {"cancel_request",
       [&] { job_requests().cancel(job_requests().add(GarbageRun::dry, at(0))); }},
      {"add_unheld",
       [&] {
         const std::vector<Blob> orphans{{.digest = Digest::of("orphan"), .size_bytes = 6}};
         garbage().add_unheld(orphans, at(0));
       }},
      {"forget_unheld",
       [&] { garbage().forget_unheld(garbage().list_unheld(at(100), std::nullopt, 100), {}); }},
  };
  for (const auto& [name, write] : writes) {
    EXPECT_THAT(outdated_by(write), IsEmpty()) << name;
  }
}

TEST_P(BasisContract, RefusedWritesOutdateNothing) {
  EXPECT_THAT(outdated_by([&] {
                EXPECT_FALSE(store().create_repository(new_repository("web", at(0)), {}));
                EXPECT_FALSE(accounts().delete_access_key("AKIDNONE", {}));
                EXPECT_FALSE(
                    store().delete_image(web_, Digest::of("none"), {.at = at(0), .user = "admin"}));
              }),
              IsEmpty());
}

TEST_P(BasisContract, ReadsDependOnTheRepositoryOrTheRegistryThatTheyShow) {
  const std::vector<std::pair<const char*, Read>> of_web{
      {"find_owner", [&](Reads& reads) { reads.metadata().find_owner(web_.key); }},
      {"measure", [&](Reads& reads) { reads.metadata().measure_repository(web_.key); }},
      {"catalog data", [&](Reads& reads) { reads.metadata().find_catalog_data(web_.key); }},
      {"resource tags", [&](Reads& reads) { reads.metadata().list_resource_tags(web_.key); }},
      {"policy", [&](Reads& reads) { reads.metadata().find_repository_policy(web_.key); }},
      {"blob", [&](Reads& reads) { reads.metadata().find_blob(web_.key, layer_.digest); }},
      {"layer", [&](Reads& reads) { reads.metadata().find_layer(web_.key, layer_.digest); }},
      {"content",
       [&](Reads& reads) { reads.metadata().find_stored_blob(web_.key, layer_.digest); }},
      {"manifest", [&](Reads& reads) { reads.metadata().find_manifest(web_.key, tag("v1")); }},
      {"absent", [&](Reads& reads) { reads.metadata().find_manifest(web_.key, tag("v9")); }},
      {"description",
       [&](Reads& reads) { reads.metadata().describe_manifest(web_.key, tag("v1")); }},
      {"image", [&](Reads& reads) { reads.metadata().find_image(web_.key, tag("v1")); }},
      {"images", [&](Reads& reads) { reads.metadata().list_images(web_.key, 0, 10); }},
      {"tags",
       [&](Reads& reads) { reads.metadata().list_tags(web_.key, {}, 10, [](const TagView&) {}); }},
      {"referrers",
       [&](Reads& reads) {
         reads.metadata().list_referrers(web_.key, Digest::of("a"), std::nullopt, {}, 10,
                                         [](const ReferrerView&) { return true; });
       }},
      {"history",
       [&](Reads& reads) {
         reads.metadata().list_tag_history(web_.key, tag("v1"), kNewestMovement, 10);
       }},
  };
  for (const auto& [name, read] : of_web) {
    EXPECT_THAT(read_by(read), ElementsAre("web")) << name;
  }
  const std::vector<std::pair<const char*, Read>> of_acme{
      {"repository",
       [&](Reads& reads) { reads.metadata().find_repository(account(), name("web")); }},
      {"absent", [&](Reads& reads) { reads.metadata().find_repository(account(), name("none")); }},
      {"by alias", [&](Reads& reads) { reads.metadata().find_repository(alias(), name("web")); }},
      {"repositories",
       [&](Reads& reads) { reads.metadata().list_repositories(account(), {}, 10); }},
      {"registry", [&](Reads& reads) { reads.accounts().find_registry(account()); }},
      {"its alias", [&](Reads& reads) { reads.accounts().find_registry(alias()); }},
      {"aliases", [&](Reads& reads) { reads.accounts().list_aliases(account()); }},
      {"display name",
       [&](Reads& reads) { std::ignore = reads.accounts().display_name(account()); }},
      {"users", [&](Reads& reads) { reads.accounts().list_users(account()); }},
      {"user", [&](Reads& reads) { reads.accounts().find_user(account(), "admin"); }},
      {"key", [&](Reads& reads) { reads.accounts().find_access_key("AKIDEXAMPLE"); }},
      {"keys", [&](Reads& reads) { reads.accounts().list_access_keys(account(), "admin"); }},
      {"policies", [&](Reads& reads) { reads.accounts().list_user_policies(account(), "admin"); }},
  };
  for (const auto& [name, read] : of_acme) {
    EXPECT_THAT(read_by(read), ElementsAre("acme")) << name;
  }
}

TEST_P(BasisContract, ReadsWithoutASmallerPartDependOnEverything) {
  const std::vector<std::pair<const char*, Read>> of_everything{
      {"registries", [](Reads& reads) { reads.accounts().list_registries(); }},
      {"logo", [](Reads& reads) { reads.metadata().find_logo("none"); }},
      {"no such alias",
       [](Reads& reads) { reads.accounts().find_registry(*RegistryAlias::parse("none")); }},
      {"no such key", [](Reads& reads) { reads.accounts().find_access_key("AKIDNONE"); }},
      {"no such name",
       [](Reads& reads) {
         reads.metadata().find_repository(*RegistryAlias::parse("none"), name("web"));
       }},
  };
  for (const auto& [name, read] : of_everything) {
    EXPECT_THAT(read_by(read), ElementsAre("web", "tools", "acme", "globex")) << name;
  }
}

TEST_P(BasisContract, SeveralReadsDependOnAllThatTheyShow) {
  const auto both = [&](Reads& reads) {
    reads.metadata().list_resource_tags(web_.key);
    reads.renew();
    reads.accounts().list_users(account());
  };
  EXPECT_THAT(read_by(both), ElementsAre("web", "acme"));
  EXPECT_THAT(read_by([](Reads&) {}), IsEmpty());
  // More parts than a basis has room for.
  std::vector<Repository> many;
  for (int i = 0; i < 10; ++i) many.push_back(create("many" + std::to_string(i)));
  const Basis basis = basis_of([&](Reads& reads) {
    for (const Repository& repository : many) reads.metadata().find_owner(repository.key);
  });
  EXPECT_TRUE(is_current(basis));
  put_tag(many.back());
  EXPECT_FALSE(is_current(basis));
}

TEST_P(BasisContract, IsOfTheTimeOfTheFirstRead) {
  const auto early = store().reader();
  early->metadata().find_owner(web_.key);
  put_tag(web_);
  EXPECT_FALSE(is_current(early->basis()));
  // What is read after renew() may be newer than its basis says, which is never newer than it is.
  early->renew();
  early->metadata().find_owner(web_.key);
  EXPECT_FALSE(is_current(early->basis()));
  early->renew();
  const auto late = store().reader();
  put_tag(web_);
  late->metadata().find_owner(web_.key);
  EXPECT_TRUE(is_current(late->basis()));
}

TEST_P(BasisContract, HoldsUnderConcurrentWrites) {
  constexpr int kPushes = 100;
  const auto tags_of = [&](Reads& reads) {
    std::vector<std::string> names;
    reads.metadata().list_tags(web_.key, {}, 1000,
                               [&](const TagView& tag) { names.emplace_back(tag.name); });
    return names;
  };
  std::atomic<int> pushed = 0;
  const auto push_to = [&](const Repository& repository, std::atomic<int>* count) {
    return [&, count, repository] {
      for (int i = 0; i < kPushes; ++i) {
        push(repository, image("c"), tag("c" + std::to_string(i)));
        if (count != nullptr) ++*count;
      }
    };
  };
  const std::jthread noise(push_to(tools_, nullptr));
  std::jthread pushes(push_to(web_, &pushed));
  while (pushed < kPushes) {
    const auto reader = store().reader();
    const auto names = tags_of(*reader);
    const Basis basis = reader->basis();
    reader->renew();
    // Whoever has been told of a push finds nothing kept that lacks it.
    const int acknowledged = pushed;
    // Not is_current(): between its two questions a push may come.
    if (store().currency(basis) == Currency::current || store().check(basis)) {
      EXPECT_GE(names.size(), static_cast<std::size_t>(acknowledged) + 2);
    }
  }
  pushes.join();
}

}  // namespace berth
