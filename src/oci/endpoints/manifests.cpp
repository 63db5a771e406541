#include "oci/endpoints/manifests.h"

#include <algorithm>

#include "base/ascii.h"
#include "http/conditional.h"
#include "http/query.h"
#include "oci/messages.h"
#include "oci/response.h"
#include "oci/wire_error.h"
#include "registry/use_cases/images.h"

namespace berth::oci {
namespace {

// Every digest contains a ':', and no tag does.
Result<ImageReference> parse_reference(std::string_view text) {
  if (!text.contains(':')) return TagName::parse(text);
  return Digest::parse(text);
}

Failure not_found(const Request& request) {
  return fail({.code = ErrorCode::image_not_found, .tag = request.reference});
}

// An invalid tag simply does not exist: clients, and the conformance suite of OCI Distribution 1.1,
// ask for ".INVALID_MANIFEST_NAME" and expect 404.
Result<ImageReference> reference_to_read(const Request& request) {
  auto reference = parse_reference(request.reference);
  if (!reference && !request.reference.contains(':')) return not_found(request);
  return reference;
}

// ?tag=<tag>, any number of times: "When pushing a manifest by digest, the registry MAY support the
// pushing of tags specified by addition of tag query parameters."
Result<std::vector<TagName>> tag_parameters(std::string_view query) {
  std::vector<TagName> tags;
  for (const http::QueryParameter& parameter : http::query_parameters(query)) {
    if (parameter.name != "tag") continue;
    auto tag = TagName::parse(parameter.value);
    if (!tag) return failure_of(tag);
    if (std::ranges::find(tags, *tag) == tags.end()) tags.push_back(*std::move(tag));
  }
  return tags;
}

std::string joined(const std::vector<TagName>& tags) {
  std::string list;
  for (const TagName& tag : tags) list.append(list.empty() ? "" : ", ").append(tag.text());
  return list;
}

http::Response too_many_tags() {
  return to_response(
      {.status = 414, .code = "TAG_INVALID", .message = messages::too_many_tags(kMaxTagsPerPush)});
}

// "application/json; charset=utf-8": parameters are not part of a manifest's kind.
std::string media_type_of(const http::RequestHead& head) {
  std::string_view media_type = head.field("Content-Type");
  media_type = media_type.substr(0, media_type.find(';'));
  while (media_type.ends_with(' ') || media_type.ends_with('\t')) media_type.remove_suffix(1);
  return to_lower_case(media_type);  // RFC 9110 section 8.3.1: tokens are case-insensitive
}

// Entity tags that are no digests are those of no image.
ListedImages listed_images(const http::EntityTagList& list) {
  ListedImages listed{.any = list.any};
  for (const std::string_view tag : list.tags) {
    if (auto digest = Digest::parse(tag)) listed.digests.push_back(*std::move(digest));
  }
  return listed;
}

// If-Match and If-None-Match: what the client expects the tag to point at, or not. "Clients MAY use
// a conditional HTTP push" (OCI Distribution 1.1, Referrers Tag Schema).
std::optional<Precondition> precondition_of(const http::RequestHead& head,
                                            const ImageReference& reference) {
  if (!http::is_conditional(head)) return std::nullopt;
  Precondition precondition{.reference = reference};
  if (const auto list = http::read_if_match(head)) precondition.match = listed_images(*list);
  if (const auto list = http::read_if_none_match(head)) {
    precondition.none_match = listed_images(*list);
  }
  return precondition;
}

// The target of the reference, if it meets the precondition.
Result<std::optional<Digest>> find_digest(const Request& request, const ImageReference& reference) {
  const auto precondition = precondition_of(request.head, reference);
  if (!precondition) return std::nullopt;
  const auto manifest =
      request.reads->metadata().describe_manifest(request.repository.key, reference);
  std::optional<Digest> digest = manifest ? std::optional(manifest->digest) : std::nullopt;
  if (!holds(*precondition, digest)) return fail({.code = ErrorCode::precondition_failed});
  return digest;
}

}  // namespace

Answer get_manifest(const Request& request, std::string_view) {
  const auto reference = reference_to_read(request);
  if (!reference) return failure_of(reference);
  auto manifest = request.reads->metadata().find_manifest(request.repository.key, *reference);
  if (!manifest) return not_found(request);
  http::Response response = make_response(200);
  describe_content(response.fields, manifest->digest, manifest->media_type);
  response.body = std::move(manifest->content);
  return response;
}

Answer head_manifest(const Request& request, std::string_view) {
  const auto reference = reference_to_read(request);
  if (!reference) return failure_of(reference);
  const auto known =
      request.reads->metadata().describe_manifest(request.repository.key, *reference);
  if (!known) return not_found(request);
  http::Response response = make_response(200);
  describe_content(response.fields, known->digest, known->media_type);
  response.content_length = known->size_bytes;
  return response;
}

Answer put_manifest(const Request& request, std::string_view body) {
  const auto reference = parse_reference(request.reference);
  if (!reference) return failure_of(reference);
  PushTarget target{.references = request.references,
                    .precondition = precondition_of(request.head, *reference)};
  if (const auto* tag = std::get_if<TagName>(&*reference)) {
    target.tags = {*tag};
  } else {
    target.expected_digest = std::get<Digest>(*reference).text();
    auto tags = tag_parameters(request.head.query);
    if (!tags) return failure_of(tags);
    if (tags->size() > kMaxTagsPerPush) return too_many_tags();
    target.tags = *std::move(tags);
  }
  const std::string accepted = target.expected_digest ? joined(target.tags) : std::string();
  const std::string media_type = media_type_of(request.head);
  auto pushed = push_image(request.services.metadata, request.repository, std::move(target),
                           {.content = body, .media_type = media_type}, author_of(request));
  if (!pushed) return failure_of(pushed);
  http::Response response = make_response(201);
  response.fields.add(
      "Location", make_url(request.origin, "/v2/" + full_name(request.repository) + "/manifests/" +
                                               pushed->digest.text()));
  response.fields.add("Docker-Content-Digest", pushed->digest.text());
  // "MUST respond with the response header OCI-Subject: <subject digest> to indicate to the client
  // that the registry processed the request's subject".
  if (pushed->subject) response.fields.add("OCI-Subject", pushed->subject->text());
  // "MUST include an OCI-Tag response header [...] for each accepted tag": as a list (RFC 9110
  // section 5.3), because clients accept only some hundred lines.
  if (!accepted.empty()) response.fields.add("OCI-Tag", accepted);
  return response;
}

Answer delete_manifest(const Request& request, std::string_view) {
  const auto reference = parse_reference(request.reference);
  if (!reference) return failure_of(reference);
  MetadataStore& metadata = request.services.metadata;
  const auto expected = find_digest(request, *reference);
  if (!expected) return failure_of(expected);
  const auto* tag = std::get_if<TagName>(&*reference);
  auto deleted = tag != nullptr
                     ? metadata.delete_tag(request.repository, {.tag = *tag, .expected = *expected},
                                           author_of(request))
                     : metadata.delete_image(request.repository, std::get<Digest>(*reference),
                                             author_of(request));
  if (!deleted) return failure_of(deleted);
  return make_response(202);
}

}  // namespace berth::oci
