#include "oci/endpoints/referrers.h"

#include "base/encoding.h"
#include "http/query.h"
#include "json/writer.h"

namespace berth::oci {
namespace {

constexpr std::string_view kEndOfIndex = "]}";

void write_descriptor(json::Writer& writer, const ReferrerView& referrer) {
  writer.begin_object();
  writer.key("mediaType");
  writer.string(referrer.media_type);
  writer.key("digest");
  writer.plain(referrer.digest);
  writer.key("size");
  writer.number(referrer.size_bytes);
  if (!referrer.artifact_type.empty()) {
    writer.key("artifactType");
    writer.string(referrer.artifact_type);
  }
  if (!referrer.annotations.empty()) {
    writer.key("annotations");
    writer.json(referrer.annotations);
  }
  writer.end_object();
}

// What a page holds, and whether more follow.
struct Descriptors {
  std::string last;
  std::uint64_t count = 0;
  bool more = false;
};

Descriptors write_descriptors(json::Writer& writer, const Request& request, const Digest& subject,
                              std::optional<std::string_view> artifact_type, const Page& page) {
  Descriptors written;
  std::string descriptor;
  const auto visit = [&](const ReferrerView& referrer) {
    descriptor.clear();
    json::Writer descriptor_writer(descriptor);
    write_descriptor(descriptor_writer, referrer);
    const std::size_t needed = writer.size() + 1 + descriptor.size() + kEndOfIndex.size();
    // One always fits: pushes ensure that (kMaxReferrerAnnotationBytes).
    written.more = written.count == page.count || needed > kMaxIndexBytes;
    if (written.more) return false;
    writer.json(descriptor);
    ++written.count;
    written.last = referrer.digest;
    return true;
  };
  // One more than a page shows whether more follow.
  request.reads->metadata().list_referrers(request.repository.key, subject, artifact_type,
                                           page.after, page.count + 1, visit);
  return written;
}

}  // namespace

std::expected<Page, WireError> read_referrers_page(std::string_view query) {
  auto page = read_page(query, kMaxReferrersPerPage);
  if (page && page->count == 0) page->count = kMaxReferrersPerPage;
  return page;
}

Answer list_referrers(const Request& request, std::string_view) {
  const auto subject = Digest::parse(request.reference);
  if (!subject) return failure_of(subject);
  const auto page = read_referrers_page(request.head.query);
  if (!page) return to_response(page.error());
  const auto artifact_type = said_parameter(request.head.query, "artifactType");

  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("schemaVersion");
  writer.number(std::int64_t{2});
  writer.key("mediaType");
  writer.plain(media_types::kOciIndex);
  writer.key("manifests");
  writer.begin_array();
  const Descriptors written = write_descriptors(writer, request, *subject, artifact_type, *page);
  writer.end_array();
  writer.end_object();

  std::string link;
  if (written.more) {
    const std::string path =
        "/v2/" + full_name(request.repository) + "/referrers/" + subject->text();
    const std::string filter =
        artifact_type ? "artifactType=" + percent_encode(*artifact_type) + "&" : "";
    link = next_link(path, filter, page->count, written.last);
  }
  http::Response response = make_list(media_types::kOciIndex, std::move(body), link);
  if (artifact_type) response.fields.add("OCI-Filters-Applied", "artifactType");
  return Answered(std::move(response), written.count);
}

Answer head_referrers(const Request& request, std::string_view) {
  const auto subject = Digest::parse(request.reference);
  if (!subject) return failure_of(subject);
  const auto page = read_referrers_page(request.head.query);
  if (!page) return to_response(page.error());
  http::Response response = make_list_head(media_types::kOciIndex);
  if (said_parameter(request.head.query, "artifactType")) {
    response.fields.add("OCI-Filters-Applied", "artifactType");
  }
  return response;
}

}  // namespace berth::oci
