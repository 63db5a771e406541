#include "gallery/api.h"

#include <array>
#include <optional>

#include "gallery/api_request.h"
#include "gallery/catalog.h"
#include "gallery/cursor.h"
#include "gallery/repository_model.h"
#include "http/refusal.h"
#include "json/reader.h"
#include "json/writer.h"
#include "plane/messages.h"
#include "plane/origin.h"
#include "registry/values/logo.h"

namespace berth::gallery {
namespace {

constexpr std::string_view kMethods = "POST, OPTIONS";

Outcome<Repository> find_named(Reads& reads, const Request& request) {
  const auto alias_text = request.required("registryAliasName");
  if (!alias_text) return failure_of(alias_text);
  const auto name_text = request.required("repositoryName");
  if (!name_text) return failure_of(name_text);
  const auto alias = RegistryAlias::parse(*alias_text);
  const auto name = RepositoryName::parse(*name_text);
  if (!alias)
    return invalid("registryAliasName: no registry has the alias " + plane::quote(*alias_text));
  if (!name)
    return invalid("repositoryName: no repository has the name " + plane::quote(*name_text));
  auto repository = find_repository(reads, {.alias = *alias, .name = *name});
  if (!repository) return std::unexpected(fault_of(repository.error()));
  return *std::move(repository);
}

// Where the page begins; empty: at the start.
Outcome<std::string> position_in(const Request& request, const CursorScope& scope) {
  const auto token = request.text("nextToken");
  if (!token) return failure_of(token);
  if (!*token) return std::string();
  auto position = read_cursor(scope, **token);
  if (!position) return invalid("Invalid next token provided");
  return *std::move(position);
}

void write(json::Writer& out, std::string_view key, std::string_view text) {
  out.key(key);
  out.string(text);
}

void write_texts(json::Writer& out, std::string_view key, const std::vector<std::string>& texts) {
  out.key(key);
  out.begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

void write_tag(json::Writer& out, const TagView& tag) {
  out.begin_object();
  write(out, "imageTag", tag.name);
  write(out, "createdAt", format_rfc3339(tag.created_at));
  out.key("imageDetail");
  out.begin_object();
  write(out, "imageDigest", tag.digest);
  // Of a past time, no more may be known of the image.
  if (!tag.media_type.empty()) {
    out.key("imageSizeInBytes");
    out.number(tag.size_bytes);
    write(out, "imagePushedAt", format_rfc3339(tag.image_pushed_at));
    write(out, "imageManifestMediaType", tag.media_type);
  }
  if (!tag.artifact_media_type.empty()) write(out, "artifactMediaType", tag.artifact_media_type);
  out.end_object();
  out.end_object();
}

struct Call {
  Reads& reads;
  const plane::Origin& origin;
  const Request& request;
};

// The extensions of describeImageTags.
Outcome<TagQuery> read_tag_query(const Request& request, std::string_view position,
                                 std::size_t limit) {
  TagQueryText text{.position = position};
  for (const auto& [name, member] :
       {std::pair{"sortBy", &TagQueryText::order}, std::pair{"prefix", &TagQueryText::prefix},
        std::pair{"glob", &TagQueryText::glob}, std::pair{"versionRange", &TagQueryText::versions},
        std::pair{"asOf", &TagQueryText::as_of}}) {
    const auto given = request.text(name);
    if (!given) return failure_of(given);
    text.*member = given->value_or("");
  }
  auto query = parse_tag_query(text, limit);
  if (!query) return invalid(plane::query_message(query.error()));
  return *std::move(query);
}

Outcome<void> describe_image_tags(const Call& call, json::Writer& out) {
  const auto repository = find_named(call.reads, call.request);
  if (!repository) return failure_of(repository);
  const auto limit = call.request.max_results();
  if (!limit) return failure_of(limit);
  const std::string subject = name_of(address_of(*repository));
  const CursorScope scope{.operation = "describeImageTags", .subject = subject};
  const auto position = position_in(call.request, scope);
  if (!position) return failure_of(position);
  const auto query = read_tag_query(call.request, *position, *limit);
  if (!query) return failure_of(query);
  out.key("imageTagDetails");
  out.begin_array();
  const TagListing listing = call.reads.metadata().find_tags(
      repository->key, *query, [&out](const TagView& tag) { write_tag(out, tag); });
  out.end_array();
  if (listing.next) write(out, "nextToken", make_cursor(scope, listing.next->text()));
  return {};
}

void write_catalog(const Call& call, const CatalogData& catalog, json::Writer& out) {
  if (catalog.description) write(out, "description", *catalog.description);
  write_texts(out, "architectures", catalog.architectures);
  write_texts(out, "operatingSystems", catalog.operating_systems);
  if (catalog.logo_id) {
    write(out, "logoUrl", make_url(call.origin, logo_path(*catalog.logo_id)));
  }
  if (catalog.about_text) write(out, "aboutText", *catalog.about_text);
  if (catalog.usage_text) write(out, "usageText", *catalog.usage_text);
}

Outcome<void> get_repository_catalog_data(const Call& call, json::Writer& out) {
  const auto repository = find_named(call.reads, call.request);
  if (!repository) return failure_of(repository);
  out.key("catalogData");
  out.begin_object();
  write_catalog(call, call.reads.metadata().find_catalog_data(repository->key), out);
  out.end_object();
  return {};
}

Outcome<void> get_registry_catalog_data(const Call& call, json::Writer& out) {
  const auto text = call.request.required("registryAliasName");
  if (!text) return failure_of(text);
  const auto alias = RegistryAlias::parse(*text);
  if (!alias) return invalid("registryAliasName: no registry has the alias " + plane::quote(*text));
  const auto registry = call.reads.accounts().find_registry(*alias);
  if (!registry) {
    return std::unexpected(
        fault_of({.code = ErrorCode::registry_not_found, .registry = alias->text()}));
  }
  out.key("registryCatalogData");
  out.begin_object();
  const auto name = call.reads.accounts().display_name(registry->id);
  if (name && !name->empty()) write(out, "displayName", *name);
  write(out, "primaryRegistryAliasName", registry->alias.text());
  out.end_object();
  return {};
}

void write_found(const Call& call, const RepositoryCard& card, json::Writer& out) {
  const Repository& repository = card.repository;
  out.begin_object();
  write(out, "repositoryName", repository.name.text());
  write(out, "primaryRegistryAliasName", repository.alias.text());
  write(out, "displayName",
        card.registry_name.empty() ? repository.alias.text() : card.registry_name);
  if (card.catalog.logo_id) {
    write(out, "logoUrl", make_url(call.origin, logo_path(*card.catalog.logo_id)));
  }
  if (card.catalog.description) {
    write(out, "repositoryDescription", *card.catalog.description);
  }
  write_texts(out, "operatingSystems", card.catalog.operating_systems);
  write_texts(out, "architectures", card.catalog.architectures);
  out.key("registryVerified");
  out.boolean(card.standing == RegistryStanding::verified);
  out.end_object();
}

Outcome<void> search(const Call& call, json::Writer& out) {
  const auto words = call.request.text("searchTerm");
  if (!words) return failure_of(words);
  const std::string_view term = words->value_or("");
  const auto limit = call.request.max_results();
  if (!limit) return failure_of(limit);
  const CursorScope scope{.operation = "searchRepositoryCatalogData", .subject = term};
  const auto after = position_in(call.request, scope);
  if (!after) return failure_of(after);
  const auto list =
      search_catalog(call.reads, {.words = std::string(term), .after = *after}, *limit);
  if (!list) return invalid(plane::query_message(list.error()));
  out.key("repositoryCatalogSearchResultList");
  out.begin_array();
  for (const RepositoryCard& card : list->cards) write_found(call, card, out);
  out.end_array();
  out.key("totalResults");
  out.number(list->total.value_or(list->cards.size()));
  if (!list->next.empty()) write(out, "nextToken", make_cursor(scope, list->next));
  return {};
}

using Operation = Outcome<void> (*)(const Call&, json::Writer&);
constexpr std::array<std::pair<std::string_view, Operation>, 4> kOperations{
    std::pair<std::string_view, Operation>{"describeImageTags", describe_image_tags},
    std::pair<std::string_view, Operation>{"getRegistryCatalogData", get_registry_catalog_data},
    std::pair<std::string_view, Operation>{"getRepositoryCatalogData", get_repository_catalog_data},
    std::pair<std::string_view, Operation>{"searchRepositoryCatalogData", search}};

Outcome<std::string> run(std::string_view operation, Reads& reads, const plane::Origin& origin,
                         std::string_view body) {
  // Some tools send nothing where nothing is to be said.
  const auto document = json::parse(body.empty() ? std::string_view("{}") : body);
  if (!document) {
    return std::unexpected(
        Fault{.type = "SerializationException",
              .message = "The request is not JSON: it " + document.error().reason});
  }
  const auto object = document->root().if_object();
  if (!object) {
    return std::unexpected(
        Fault{.type = "SerializationException", .message = "The request must be an object"});
  }
  const Request request(*object);
  std::string text;
  json::Writer out(text);
  out.begin_object();
  for (const auto& [name, function] : kOperations) {
    if (name != operation) continue;
    if (auto done = function({.reads = reads, .origin = origin, .request = request}, out); !done) {
      return failure_of(done);
    }
  }
  out.end_object();
  return text;
}

}  // namespace

http::Response ApiCall::answer(std::string_view body) {
  if (head().method != http::Method::post) return http::method_response(head(), kMethods);
  const auto reader = services_.metadata.reader();
  auto answered = run(operation_, *reader, plane::origin_of(head(), settings_.public_host), body);
  if (!answered) return to_response(answered.error());
  http::Response response;
  response.fields.add("Content-Type", "application/json");
  response.body = *std::move(answered);
  return response;
}

std::variant<http::Response, std::unique_ptr<http::BodySink>> ApiCall::open() {
  return too_large(kMaxCallBytes);
}

http::Response ApiCall::too_large(std::uint64_t limit_bytes) {
  return to_response(
      {.status = 413,
       .type = "InvalidParameterException",
       .message = "The request is longer than " + std::to_string(limit_bytes) + " bytes"});
}

http::Response ApiCall::refused(const http::Refusal& refusal) {
  return to_response(
      {.status = refusal.status,
       .type = refusal.status < 500 ? "InvalidParameterException" : "ServerException",
       .message = std::string(refusal.reason)});
}

http::Response ApiCall::failed() {
  return to_response({.status = 500,
                      .type = "ServerException",
                      .message = "These errors are associated with a server-side issue."});
}

}  // namespace berth::gallery
