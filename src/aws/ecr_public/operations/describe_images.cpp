#include "aws/ecr_public/operations/describe_images.h"

#include <algorithm>
#include <charconv>

#include "aws/ecr_public/access.h"
#include "aws/ecr_public/messages.h"
#include "aws/ecr_public/paging.h"

namespace berth::aws {
namespace {

using Request = DescribeImages::Request;
using Response = DescribeImages::Response;

DescribeImages::ImageDetailStructure describe(const Repository& repository, ImageDetail image) {
  DescribeImages::ImageDetailStructure out{.registry_id = repository.registry.text(),
                                           .repository_name = repository.name.text(),
                                           .image_digest = std::move(image.digest),
                                           .image_tags = std::nullopt,
                                           .image_size_in_bytes = image.size_bytes,
                                           .image_pushed_at = image.pushed_at,
                                           .image_manifest_media_type = std::move(image.media_type),
                                           .artifact_media_type = std::nullopt};
  if (!image.tags.empty()) out.image_tags = std::move(image.tags);
  if (!image.artifact_media_type.empty()) {
    out.artifact_media_type = std::move(image.artifact_media_type);
  }
  return out;
}

Failure image_not_found(const Repository& repository, const ImageIdentifier& id) {
  return fail({.code = ErrorCode::image_not_found,
               .registry = repository.registry.text(),
               .repository = repository.name.text(),
               .digest = id.image_digest.value_or(""),
               .tag = id.image_tag.value_or("")});
}

// By digest, tag, or both: then the tag has to point at that digest.
Outcome<ImageDetail> find_image(const Context& context, const Repository& repository,
                                const ImageIdentifier& id) {
  if (!id.image_digest && !id.image_tag) {
    return invalid_parameter("imageIds", messages::kNeitherTagNorDigest);
  }
  std::optional<ImageReference> reference;
  if (id.image_digest) {
    const Result<Digest> digest = Digest::parse(*id.image_digest);
    if (!digest) {
      // A digest that matches only the pattern may be asked for, but names nothing.
      return patterns::is_layer_digest(*id.image_digest) ? image_not_found(repository, id)
                                                         : failure_of(digest);
    }
    reference = *digest;
  } else {
    // A tag that OCI's rules do not allow may be asked for, but names nothing.
    const Result<TagName> tag = TagName::parse(*id.image_tag);
    if (!tag) return image_not_found(repository, id);
    reference = *tag;
  }
  std::optional<ImageDetail> image =
      context.reads.metadata().find_image(repository.key, *reference);
  if (!image || (id.image_tag && !std::ranges::binary_search(image->tags, *id.image_tag))) {
    return image_not_found(repository, id);
  }
  return *std::move(image);
}

// Lists each image once, however often it was named.
Outcome<Response> describe_named(const Context& context, const Repository& repository,
                                 const std::vector<ImageIdentifier>& ids) {
  Response response;
  for (const ImageIdentifier& id : ids) {
    Outcome<ImageDetail> image = find_image(context, repository, id);
    if (!image) return failure_of(image);
    const bool is_repeated =
        std::ranges::find(response.image_details, image->digest,
                          &DescribeImages::ImageDetailStructure::image_digest) !=
        response.image_details.end();
    if (!is_repeated) {
      response.image_details.push_back(describe(repository, *std::move(image)));
    }
  }
  return response;
}

// An image may have a thousand tags, and no one should wait for a million rows: a page is read in
// steps of kImagesPerStep images, and ends with the step that brings it to kMaxPageTags tags.
constexpr std::size_t kImagesPerStep = 50;
constexpr std::size_t kMaxPageTags = 10'000;

// Positions come only from us and are authenticated; the first page has none.
std::int64_t parse_sequence(const std::string& position) {
  std::int64_t sequence = 0;
  std::from_chars(position.data(), position.data() + position.size(), sequence);
  return sequence;
}

Outcome<Response> describe_page(const Context& context, const Repository& repository,
                                const Request& request) {
  const ListingScope scope{.operation = context.operation,
                           .registry = repository.registry.text(),
                           .repository = repository.name.text()};
  const Outcome<Page> page = read_page(context, scope, request.next_token, request.max_results);
  if (!page) return failure_of(page);

  Response response;
  response.image_details.reserve(page->limit);
  std::int64_t sequence = parse_sequence(page->after);
  std::size_t tags = 0;
  bool has_more = true;
  while (has_more && tags < kMaxPageTags && response.image_details.size() < page->limit) {
    const std::size_t wanted =
        std::min(page->limit - response.image_details.size(), kImagesPerStep);
    // One more than wanted shows whether more follow.
    auto images = context.reads.metadata().list_images(repository.key, sequence, wanted + 1);
    has_more = images.size() > wanted;
    if (has_more) images.pop_back();
    for (ImageDetail& image : images) {
      sequence = image.sequence;
      tags += image.tags.size();
      response.image_details.push_back(describe(repository, std::move(image)));
    }
  }
  if (has_more) response.next_token = context.next_tokens.issue(scope, std::to_string(sequence));
  return response;
}

}  // namespace

Outcome<Response> DescribeImages::run(const Context& context, const Request& request) {
  const Result<Repository> repository = admit_to_repository(context, request);
  if (!repository) return failure_of(repository);
  if (!request.image_ids) return describe_page(context, *repository, request);
  if (auto checked = refuse_paging("imageIds", request.next_token, request.max_results); !checked) {
    return failure_of(checked);
  }
  return describe_named(context, *repository, *request.image_ids);
}

}  // namespace berth::aws
