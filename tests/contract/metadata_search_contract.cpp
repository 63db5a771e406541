// The contract of every metadata store: the search over repositories.
#include <algorithm>

#include "contract/metadata_store_contract.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

RepositorySearch search_for(std::string_view text) {
  return parse_repository_search({.text = text}, 100).value();
}

std::vector<std::string> names_of(const FoundRepositories& found) {
  std::vector<std::string> names;
  for (const FoundRepository& one : found.repositories) names.push_back(one.repository.name.text());
  return names;
}

std::vector<std::string> found_by(MetadataStore& store, std::string_view text) {
  const FoundRepositories found = store.search_repositories(search_for(text));
  EXPECT_EQ(found.total, found.repositories.size());
  return names_of(found);
}

// On pages of that size. A position goes through its text.
std::vector<std::string> on_pages(MetadataStore& store, RepositorySearch search,
                                  std::size_t limit) {
  std::vector<std::string> names;
  const std::uint64_t total = store.search_repositories(search).total;
  search.limit = limit;
  for (;;) {
    const FoundRepositories page = store.search_repositories(search);
    EXPECT_EQ(page.total, total);
    EXPECT_LE(page.repositories.size(), limit);
    const auto more = names_of(page);
    names.insert(names.end(), more.begin(), more.end());
    if (!page.next) return names;
    search.after = SearchPosition::parse(page.next->text()).value();
  }
}

}  // namespace

TEST_P(MetadataStoreContract, FindsRepositoriesByTheBeginningOfAnyWord) {
  NewRepository web = new_repository("tools/web-server", at(0));
  web.catalog_data.description = "Serves \xC3\x84pfel, fast";
  ASSERT_TRUE(store().create_repository(web, {}));
  create("database");
  for (const char* text : {"t", "to", "tools", "WEB", "server", "web-server", "tools/web s", "ser",
                           "serves f", "\xC3\x84pfel", "acme serv", "a web"}) {
    EXPECT_THAT(found_by(store(), text), ElementsAre("tools/web-server")) << text;
  }
  EXPECT_THAT(found_by(store(), "acme"), UnorderedElementsAre("tools/web-server", "database"));
  for (const char* text :
       {"ools", "web database", "serverless", "\"", "fast OR nothing", "\xE2\x80\x94"}) {
    EXPECT_EQ(found_by(store(), text).size(), std::string_view(text) == "\"" ? 2U : 0U) << text;
  }
}

TEST_P(MetadataStoreContract, PutsTheBestMatchFirst) {
  NewRepository described = new_repository("proxy", at(0));
  described.catalog_data.description = "in front of nginx";
  create("nginx");
  create("nginx-ingress");
  create("nginxinfo");
  create("team/nginx");
  ASSERT_TRUE(store().create_repository(described, {}));
  EXPECT_THAT(found_by(store(), "nginx"),
              ElementsAre("nginx", "team/nginx", "nginx-ingress", "nginxinfo", "proxy"));
  // Equal ones: the newest first.
  EXPECT_THAT(found_by(store(), "ngin"),
              ElementsAre("team/nginx", "nginxinfo", "nginx-ingress", "nginx", "proxy"));
}

TEST_P(MetadataStoreContract, PagesASearchInEachOrder) {
  for (const char* text : {"app", "app-one", "two/app", "application", "other"}) create(text);
  for (const SearchOrder order : {SearchOrder::relevance, SearchOrder::newest}) {
    RepositorySearch search = search_for("app");
    search.order = order;
    const auto whole = names_of(store().search_repositories(search));
    EXPECT_EQ(whole.size(), 4U);
    EXPECT_EQ(whole.front(), order == SearchOrder::newest ? "application" : "app");
    for (const std::size_t limit : {1U, 2U, 3U, 4U}) {
      EXPECT_EQ(on_pages(store(), search, limit), whole);
    }
  }
  const std::vector<std::string> newest = {"other", "application", "two/app", "app-one", "app"};
  EXPECT_EQ(found_by(store(), ""), newest);
  EXPECT_EQ(on_pages(store(), search_for(""), 2), newest);
}

TEST_P(MetadataStoreContract, FindsEachRepositoryOnceWhileOthersComeAndGo) {
  std::vector<Repository> made;
  for (int i = 0; i < 12; ++i) made.push_back(create("app-" + std::to_string(i)));
  for (const SearchOrder order : {SearchOrder::relevance, SearchOrder::newest}) {
    RepositorySearch search = search_for("app");
    search.order = order;
    search.limit = 3;
    std::vector<std::string> names;
    int page = 0;
    do {
      const FoundRepositories found = store().search_repositories(search);
      const auto more = names_of(found);
      names.insert(names.end(), more.begin(), more.end());
      search.after = found.next;
      const Repository other = create("x/app-" + std::to_string(page++));
      ASSERT_TRUE(
          store().delete_repository(other, RepositoryContent::is_deleted_too, {.at = at(9)}));
    } while (search.after);
    std::ranges::sort(names);
    EXPECT_EQ(names.size(), made.size());
    EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
  }
}

TEST_P(MetadataStoreContract, FiltersASearch) {
  const auto make = [&](std::string_view text, std::vector<std::string> architectures,
                        std::vector<std::string> systems) {
    NewRepository made = new_repository(text, at(0));
    made.catalog_data.architectures = std::move(architectures);
    made.catalog_data.operating_systems = std::move(systems);
    ASSERT_TRUE(store().create_repository(made, {}));
  };
  make("one", {"ARM", "x86-64"}, {"Linux"});
  make("two", {"ARM 64"}, {"Linux", "Windows"});
  make("three", {}, {});
  const auto filtered = [&](std::vector<std::string> architectures,
                            std::vector<std::string> systems, std::string_view text = "") {
    RepositorySearch search = search_for(text);
    search.architectures = std::move(architectures);
    search.operating_systems = std::move(systems);
    const FoundRepositories found = store().search_repositories(search);
    EXPECT_EQ(found.total, found.repositories.size());
    return names_of(found);
  };
  EXPECT_THAT(filtered({"ARM"}, {}), ElementsAre("one"));
  EXPECT_THAT(filtered({"arm 64"}, {}), ElementsAre("two"));
  EXPECT_THAT(filtered({"ARM", "ARM 64"}, {}), ElementsAre("two", "one"));
  EXPECT_THAT(filtered({"x86-64"}, {"Windows"}), IsEmpty());
  EXPECT_THAT(filtered({}, {"Linux"}, "o"), ElementsAre("one"));
  EXPECT_THAT(filtered({"no \" label"}, {}), IsEmpty());
}

TEST_P(MetadataStoreContract, ShowsWhatAFoundRepositorySays) {
  NewRepository made = new_repository("web", at(5));
  made.catalog_data = {.description = "a web",
                       .architectures = {"x86-64", "ARM"},
                       .operating_systems = {"Linux"},
                       .about_text = "long",
                       .usage_text = "longer",
                       .logo_id = "id"};
  made.logo = "PNG";
  ASSERT_TRUE(store().create_repository(made, {}));
  ASSERT_TRUE(accounts().set_display_name(account(), "Acme Inc.", {}));
  const FoundRepositories found = store().search_repositories(search_for("inc"));
  ASSERT_EQ(found.repositories.size(), 1U);
  const FoundRepository& web = found.repositories.front();
  EXPECT_EQ(web.repository.key, store().find_repository(account(), name("web"))->key);
  EXPECT_EQ(web.repository.alias, alias());
  EXPECT_EQ(web.repository.created_at, at(5));
  EXPECT_EQ(web.registry_name, "Acme Inc.");
  EXPECT_EQ(web.catalog.description, "a web");
  EXPECT_EQ(web.catalog.architectures, made.catalog_data.architectures);
  EXPECT_EQ(web.catalog.operating_systems, made.catalog_data.operating_systems);
  EXPECT_EQ(web.catalog.logo_id, "id");
  EXPECT_FALSE(web.catalog.about_text);
}

TEST_P(MetadataStoreContract, KeepsTheSearchWithWhatIsWritten) {
  const Repository web = create("web");
  ASSERT_TRUE(store().put_catalog_data(web, {.description = "first"}, {}, {}));
  EXPECT_THAT(found_by(store(), "first"), ElementsAre("web"));
  ASSERT_TRUE(store().put_catalog_data(web, {.description = "second"}, {}, {}));
  EXPECT_THAT(found_by(store(), "first"), IsEmpty());
  EXPECT_THAT(found_by(store(), "second"), ElementsAre("web"));
  const RegistryAlias other = *RegistryAlias::parse("umbrella");
  ASSERT_TRUE(accounts().add_alias(account(), other, {.at = at(1)}));
  EXPECT_THAT(found_by(store(), "umbrella"), ElementsAre("web"));
  ASSERT_TRUE(accounts().set_primary_alias(account(), other, {}));
  EXPECT_EQ(store().search_repositories(search_for("web")).repositories.at(0).repository.alias,
            other);
  ASSERT_TRUE(accounts().set_primary_alias(account(), alias(), {}));
  ASSERT_TRUE(accounts().remove_alias(account(), other, {}));
  EXPECT_THAT(found_by(store(), "umbrella"), IsEmpty());
  ASSERT_TRUE(accounts().set_display_name(account(), "Roadrunner", {}));
  EXPECT_THAT(found_by(store(), "road"), ElementsAre("web"));
  reopen();
  EXPECT_THAT(found_by(store(), "road"), ElementsAre("web"));
  ASSERT_TRUE(store().delete_repository(web, RepositoryContent::is_deleted_too, {.at = at(9)}));
  EXPECT_THAT(found_by(store(), "web"), IsEmpty());
  EXPECT_THAT(found_by(store(), ""), IsEmpty());
  const Repository again = create("web");
  EXPECT_EQ(store().search_repositories(search_for("web")).repositories.at(0).repository.key,
            again.key);
}

TEST_P(MetadataStoreContract, FindsTheRepositoriesOfVerifiedRegistries) {
  create("web");
  RepositorySearch search = search_for("");
  search.only_verified = true;
  EXPECT_THAT(names_of(store().search_repositories(search)), IsEmpty());
  ASSERT_TRUE(accounts().set_standing(account(), RegistryStanding::verified, {}));
  EXPECT_EQ(accounts().find_registry(account())->standing, RegistryStanding::verified);
  EXPECT_EQ(accounts().find_registry(alias())->standing, RegistryStanding::verified);
  const FoundRepositories found = store().search_repositories(search);
  ASSERT_THAT(names_of(found), ElementsAre("web"));
  EXPECT_EQ(found.repositories.front().standing, RegistryStanding::verified);
  ASSERT_TRUE(accounts().set_standing(account(), RegistryStanding::unverified, {}));
  EXPECT_EQ(store().search_repositories(search).total, 0U);
  EXPECT_EQ(accounts()
                .set_standing(*RegistryId::parse("000000000000"), RegistryStanding::verified, {})
                .error()
                .code,
            ErrorCode::registry_not_found);
}

}  // namespace berth
