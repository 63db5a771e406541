#include "aws/ecr_public/operations/describe_image_tags.h"

#include "aws/ecr_public/access.h"
#include "aws/ecr_public/paging.h"

namespace berth::aws {
namespace {

using ImageTagDetail = DescribeImageTags::ImageTagDetail;
using Response = DescribeImageTags::Response;

// An element with a tag of usual length: 330 to 390 bytes.
constexpr std::size_t kTypicalElementBytes = 400;

ImageTagDetail describe(const TagView& tag) {
  ImageTagDetail out{.image_tag = {tag.name},
                     .created_at = tag.created_at,
                     .image_detail = {.image_digest = {tag.digest},
                                      .image_size_in_bytes = tag.size_bytes,
                                      .image_pushed_at = tag.image_pushed_at,
                                      .image_manifest_media_type = {tag.media_type},
                                      .artifact_media_type = std::nullopt}};
  if (!tag.artifact_media_type.empty()) {
    out.image_detail.artifact_media_type = tag.artifact_media_type;
  }
  return out;
}

// Writes one page. Reads one tag more than the page holds, which shows whether another page
// follows.
void write_page(const Context& context, const Repository& repository, const Page& page,
                Response& response, const StreamedList<Response, ImageTagDetail>::Emit& emit) {
  std::size_t count = 0;
  std::string last;
  context.reads.metadata().list_tags(
      repository.key, page.after, page.limit + 1, [&](const TagView& tag) {
        if (count == page.limit) {
          response.next_token = context.next_tokens.issue({.operation = context.operation,
                                                           .registry = repository.registry.text(),
                                                           .repository = repository.name.text()},
                                                          last);
          return;
        }
        ++count;
        if (count == page.limit) last = tag.name;
        emit(describe(tag));
      });
}

}  // namespace

Outcome<Response> DescribeImageTags::run(const Context& context, const Request& request) {
  Result<Repository> repository = admit_to_repository(context, request);
  if (!repository) return failure_of(repository);
  const ListingScope scope{.operation = context.operation,
                           .registry = repository->registry.text(),
                           .repository = repository->name.text()};
  Outcome<Page> page = read_page(context, scope, request.next_token, request.max_results);
  if (!page) return failure_of(page);

  Response response;
  response.expected_bytes = page->limit * kTypicalElementBytes;
  response.image_tag_details.produce = [&context, repository = *std::move(repository),
                                        page = *std::move(page)](Response& target,
                                                                 const auto& emit) {
    write_page(context, repository, page, target, emit);
  };
  return response;
}

}  // namespace berth::aws
