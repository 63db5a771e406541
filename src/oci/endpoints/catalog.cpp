#include "oci/endpoints/catalog.h"

#include "json/writer.h"
#include "oci/access.h"
#include "oci/endpoints/paging.h"

namespace berth::oci {
namespace {

// Up to one more than the page, which shows whether more follow. Names are "<alias>/<repository>",
// all with the same alias, and come after the name `last`, which need not exist.
std::vector<Repository> list_page(Reads& reads, const Principal& caller, const Page& page) {
  const auto registry = reads.accounts().find_registry(caller.registry);
  if (!registry || page.count == 0) return {};
  const std::string prefix = registry->alias.text() + '/';
  std::string_view after = page.after;
  if (after.starts_with(prefix)) {
    after.remove_prefix(prefix.size());
  } else if (after < prefix) {
    after = {};
  } else {
    return {};
  }
  return reads.metadata().list_repositories(caller.registry, after, page.count + 1);
}

}  // namespace

Answer list_repositories(const auth::Authorizer& authorizer, Reads& reads,
                         const http::RequestHead& head, const Principal& caller) {
  auto allowed =
      authorizer.authorize(reads, caller, auth::circumstances_of(head), action::kListRepositories,
                           auth::repository_target(caller.registry, "*"));
  if (!allowed) return failure_of(allowed);
  const auto page = read_page(head.query);
  if (!page) return to_response(page.error());
  if (head.method == http::Method::head) return make_list_head(kListMediaType);

  std::vector<Repository> repositories = list_page(reads, caller, *page);
  const bool more = repositories.size() > page->count;
  if (more) repositories.pop_back();

  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("repositories");
  writer.begin_array();
  for (const Repository& repository : repositories) writer.plain(full_name(repository));
  writer.end_array();
  writer.end_object();
  const std::string link =
      more ? next_link("/v2/_catalog", {}, page->count, full_name(repositories.back())) : "";
  return make_list(kListMediaType, std::move(body), link);
}

}  // namespace berth::oci
