// Sinks for the bodies of uploads: they write to the session chunk by chunk. If a connection drops,
// the received bytes stay in the session, and the client can go on from there.
#pragma once

#include <cstdint>
#include <optional>

#include "oci/request.h"

namespace berth::oci {

// An upload session; outlives the request that opened it.
struct Upload {
  const plane::Services& services;
  plane::Origin origin;
  Repository repository;
  std::string id;

  [[nodiscard]] UploadKey key() const { return {.repository = repository.key, .id = id}; }
};

// An answer about a session: where it goes on and how much has been received. An empty upload is
// "0-0", as in every registry: the format cannot express it.
http::Response describe_upload(unsigned status, const Upload& upload, std::uint64_t size_bytes);
// 416: a chunk does not begin where the session stopped. Tells where that is.
http::Response does_not_continue(const Upload& upload, std::uint64_t size_bytes);

// A layer would have more bytes than the quota allows.
Error layer_too_large(const plane::Services& services);

// 201 and where the blob can be read.
http::Response describe_new_blob(const plane::Origin& origin, const Repository& repository,
                                 const Digest& digest);

// What happens to a session whose last chunk does not complete the announced blob, or never
// arrives.
enum class OnFailure : std::uint8_t {
  keep,    // the client said where the chunk begins, and can resume
  forget,  // the client sends the same again: PUT is idempotent (RFC 9110 section 9.2.2)
  cancel,  // no client knows the session
};

// `declared_bytes`: the length of the body according to Content-Range.
BodySinkPtr make_chunk_sink(Upload upload, std::unique_ptr<UploadWriter> writer,
                            std::optional<std::uint64_t> declared_bytes);
BodySinkPtr make_last_chunk_sink(Upload upload, std::unique_ptr<UploadWriter> writer,
                                 std::optional<std::uint64_t> declared_bytes, Digest digest,
                                 OnFailure on_failure);

}  // namespace berth::oci
