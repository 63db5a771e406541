#include "oci/endpoints/manifests.h"

#include "oci/responses.h"
#include "registry/images.h"

namespace berth::oci {
namespace {

// A reference is a digest if it has a ':', which no tag has.
Result<ImageReference> parse_reference(const std::string& text) {
  if (text.find(':') != std::string::npos) {
    auto digest = Digest::parse(text);
    if (!digest) return fail(std::move(digest.error()));
    return *std::move(digest);
  }
  auto tag = TagName::parse(text);
  if (!tag) return fail(std::move(tag.error()));
  return *std::move(tag);
}

Error image_not_found() {
  return {.code = ErrorCode::image_not_found};
}

http::Response get_manifest(const Exchange& exchange) {
  auto repository = find_repository(exchange);
  if (!repository) return make_error(repository.error());
  const auto reference = parse_reference(exchange.route.reference);
  // What is no reference names nothing that could be here.
  if (!reference) return make_error(image_not_found());
  auto manifest = exchange.services.metadata.find_manifest(repository->key, *reference);
  if (!manifest) return make_error(image_not_found());

  const std::string etag = "\"" + manifest->digest.text() + "\"";
  const bool unchanged = exchange.head.field("If-None-Match") == etag;
  http::Response response = make_response(unchanged ? 304 : 200);
  response.fields.add("Docker-Content-Digest", manifest->digest.text()).add("ETag", etag);
  if (unchanged) return response;
  response.fields.add("Content-Type", manifest->media_type);
  response.body = std::move(manifest->content);
  return response;
}

// The type without its parameters: "application/json; charset=utf-8".
std::string_view media_type_of(const http::RequestHead& head) {
  std::string_view type = head.field("Content-Type");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return type;
}

http::Response put_manifest(const Exchange& exchange, std::string_view body) {
  auto target = find_push_target(exchange);
  if (!target) return make_error(target.error());
  const auto reference = parse_reference(exchange.route.reference);
  if (!reference) return make_error(reference.error());
  auto pushed = push_image(
      exchange.services.metadata, exchange.services.clock, target->repository, *reference,
      {.content = body, .media_type = media_type_of(exchange.head)}, target->principal);
  if (!pushed) return make_error(pushed.error());
  http::Response response = make_response(201);
  response.fields.add("Location", location(exchange, "manifests", pushed->digest.text()))
      .add("Docker-Content-Digest", pushed->digest.text());
  return response;
}

http::Response delete_manifest(const Exchange& exchange) {
  auto target = find_push_target(exchange);
  if (!target) return make_error(target.error());
  const auto reference = parse_reference(exchange.route.reference);
  if (!reference) return make_error(image_not_found());
  MetadataStore& metadata = exchange.services.metadata;
  const Timestamp now = exchange.services.clock.now();
  const std::string& actor = target->principal.user_name;
  const auto* tag = std::get_if<TagName>(&*reference);
  auto deleted = tag != nullptr ? metadata.delete_tag(target->repository, *tag, actor, now)
                                : metadata.delete_image(target->repository,
                                                        std::get<Digest>(*reference), actor, now);
  if (!deleted) return make_error(deleted.error());
  return make_response(202);
}

}  // namespace

http::Response answer_manifest(const Exchange& exchange, std::string_view body) {
  switch (exchange.head.method) {
    case http::Method::get:
    case http::Method::head:
      return get_manifest(exchange);
    case http::Method::put:
      return put_manifest(exchange, body);
    case http::Method::del:
      return delete_manifest(exchange);
    default:
      return method_not_allowed("GET, HEAD, PUT, DELETE");
  }
}

}  // namespace berth::oci
