#include "load/uploads.h"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>

namespace berth::load {
namespace {

constexpr unsigned kOk = 200;
constexpr unsigned kCreated = 201;
constexpr unsigned kAccepted = 202;
constexpr unsigned kNotFound = 404;
constexpr std::string_view kManifestType = "application/vnd.oci.image.manifest.v1+json";

std::string repository_path(std::string_view repository, std::string_view rest) {
  return std::string("/v2/").append(repository).append(rest);
}

// Answers to uploads are short; the body of a refusal says why.
Awaitable<ResponseHead> expect(Connection& connection, std::span<const std::string_view> request,
                               unsigned status) {
  std::string body;
  const BodySink collect = [&body](std::string_view piece) { body.append(piece); };
  ResponseHead head = co_await connection.exchange(request, BodyInAnswer::yes, collect);
  require_status(head, status, request.front(), body);
  co_return head;
}

void require_digest(const ResponseHead& head, std::string_view digest, std::string_view asked) {
  if (head.content_digest == digest) return;
  throw std::runtime_error("digest " + std::string(digest) + " sent, " + head.content_digest +
                           " answered: " + std::string(asked));
}

}  // namespace

void require_status(const ResponseHead& head, unsigned wanted, std::string_view asked,
                    std::string_view body) {
  if (head.status == wanted) return;
  throw std::runtime_error(std::to_string(head.status) + ", not " + std::to_string(wanted) +
                           ", for " + std::string(asked.substr(0, asked.find('\r'))) + ": " +
                           std::string(body));
}

Awaitable<void> push_blob(Connection& connection, std::string_view repository,
                          const UniqueBlob& blob) {
  const std::string start =
      connection.head("POST", repository_path(repository, "/blobs/uploads/"), 0);
  const std::array<std::string_view, 1> starting{start};
  const ResponseHead started = co_await expect(connection, starting, kAccepted);
  std::string path(path_of(started.location));
  path += path.find('?') == std::string::npos ? '?' : '&';
  path.append("digest=").append(blob.digest);
  const std::string finish =
      connection.head("PUT", path, blob.size(), "Content-Type: application/octet-stream\r\n");
  const std::array<std::string_view, 3> finishing{finish, blob.base, blob.tail};
  const ResponseHead finished = co_await expect(connection, finishing, kCreated);
  require_digest(finished, blob.digest, finish);
}

Awaitable<bool> has_blob(Connection& connection, std::string_view repository,
                         std::string_view digest) {
  const std::string path = repository_path(repository, "/blobs/") + std::string(digest);
  const std::string head = connection.head("HEAD", path, 0);
  const std::array<std::string_view, 1> request{head};
  const BodySink nothing = [](std::string_view) {};
  const ResponseHead answer = co_await connection.exchange(request, BodyInAnswer::no, nothing);
  if (answer.status == kNotFound) co_return false;
  require_status(answer, kOk, head);
  co_return true;
}

Awaitable<std::string> put_manifest(Connection& connection, std::string_view repository,
                                    std::string_view reference, std::string_view manifest) {
  const std::string path = repository_path(repository, "/manifests/") + std::string(reference);
  const std::string type = std::string("Content-Type: ").append(kManifestType).append("\r\n");
  const std::string head = connection.head("PUT", path, manifest.size(), type);
  const std::array<std::string_view, 2> request{head, manifest};
  const ResponseHead answer = co_await expect(connection, request, kCreated);
  std::string digest = digest_of(manifest);
  require_digest(answer, digest, head);
  co_return digest;
}

std::string manifest_text(const boost::json::value& config, const boost::json::value& layers,
                          std::string_view note) {
  return boost::json::serialize(
      boost::json::object{{"schemaVersion", 2},
                          {"mediaType", kManifestType},
                          {"config", config},
                          {"layers", layers},
                          {"annotations", {{"org.opencontainers.image.description", note}}}});
}

boost::json::value descriptor(std::string_view media_type, std::string_view digest,
                              std::uint64_t size) {
  return boost::json::object{{"mediaType", media_type}, {"digest", digest}, {"size", size}};
}

}  // namespace berth::load
