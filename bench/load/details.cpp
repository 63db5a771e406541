#include "load/details.h"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <stdexcept>

#include "load/content.h"
#include "load/uploads.h"

namespace berth::load {
namespace {

constexpr unsigned kOk = 200;

// RFC 8288: <path>; rel="next". Empty if there is no next page.
std::string next_page(const ResponseHead& head) {
  const auto begin = head.link.find('<');
  const auto end = head.link.find('>');
  if (begin == std::string::npos || end == std::string::npos) return {};
  return std::string(path_of(std::string_view(head.link).substr(begin + 1, end - begin - 1)));
}

// All tags; throws unless their number is `wanted`.
Awaitable<std::vector<std::string>> list_tags(Connection& connection, std::string repository,
                                              std::uint64_t wanted) {
  std::vector<std::string> tags;
  std::string path = "/v2/" + repository + "/tags/list";
  while (!path.empty()) {
    const std::string request = connection.head("GET", path, 0);
    const std::array<std::string_view, 1> parts{request};
    std::string body;
    const BodySink collect = [&body](std::string_view piece) { body.append(piece); };
    const ResponseHead head = co_await connection.exchange(parts, BodyInAnswer::yes, collect);
    require_status(head, kOk, request, body);
    const boost::json::value page = boost::json::parse(body);
    for (const boost::json::value& tag : page.at("tags").as_array()) {
      tags.emplace_back(tag.as_string());
    }
    path = next_page(head);
  }
  if (tags.size() != wanted) {
    throw std::runtime_error(std::to_string(tags.size()) + " tags listed, not " +
                             std::to_string(wanted));
  }
  co_return tags;
}

}  // namespace

Listing::Listing(const boost::json::object& description)
    : repository_(description.at("repository").as_string()),
      wanted_(description.at("tags").to_number<std::uint64_t>()) {}

Awaitable<void> Listing::operate(Connection& connection) {
  co_await list_tags(connection, repository_, wanted_);
}

Details::Details(const boost::json::object& description)
    : repository_(description.at("repository").as_string()),
      wanted_(description.at("tags").to_number<std::uint64_t>()) {}

Awaitable<void> Details::operate(Connection& connection) {
  co_await list(connection);
  co_await describe(connection);
}

Awaitable<void> Details::list(Connection& connection) {
  next_ = 0;
  tags_ = co_await list_tags(connection, repository_, wanted_);
}

Awaitable<void> Details::describe(Connection& connection) {
  while (next_ < tags_.size()) {
    const std::size_t mine = next_++;
    co_await describe_tag(connection, tags_[mine]);
  }
}

Awaitable<void> Details::describe_tag(Connection& connection, std::string tag) {
  const std::string base = "/v2/" + repository_;
  const std::string manifest =
      co_await get(connection, base + "/manifests/" + tag,
                   "Accept: application/vnd.oci.image.manifest.v1+json\r\n");
  const boost::json::value document = boost::json::parse(manifest);
  const std::string digest(document.at("config").at("digest").as_string());
  const std::string config = co_await get(connection, base + "/blobs/" + digest, {});
  if (digest_of(config) != digest) throw std::runtime_error("not the config of tag " + tag);
}

// Bodies here are small. Throws unless they match their Docker-Content-Digest.
Awaitable<std::string> Details::get(Connection& connection, std::string path,
                                    std::string_view accept) {
  const std::string request = connection.head("GET", path, 0, accept);
  const std::array<std::string_view, 1> parts{request};
  std::string body;
  const BodySink collect = [&body](std::string_view piece) { body.append(piece); };
  const ResponseHead head = co_await connection.exchange(parts, BodyInAnswer::yes, collect);
  require_status(head, kOk, request, body);
  if (!head.content_digest.empty() && head.content_digest != digest_of(body)) {
    throw std::runtime_error("not the content that was asked for: " + path);
  }
  co_return body;
}

}  // namespace berth::load
