// Where the bodies of uploads go: into the session's writer, chunk by chunk. A connection that
// drops leaves in the session what had come, for the client to go on from.
#pragma once

#include <optional>

#include "oci/request.h"

namespace berth::oci {

// One upload session, beyond the request that opened it.
struct Upload {
  const plane::Services& services;
  plane::Origin origin;
  Repository repository;
  std::string id;

  [[nodiscard]] UploadKey key() const { return {.repository = repository.key, .id = id}; }
};

// An answer about a session: where it goes on and how much has come. An empty upload is "0-0", as
// everywhere: the form cannot say it.
http::Response describe_upload(unsigned status, const Upload& upload, std::uint64_t size_bytes);
// 416: a chunk does not begin where the session stopped. Says where that is.
http::Response does_not_continue(const Upload& upload, std::uint64_t size_bytes);

// A layer would have more bytes than the quota allows.
Error layer_too_large(const plane::Services& services);

// 201 and where the blob can be read.
http::Response describe_new_blob(const plane::Origin& origin, const Repository& repository,
                                 const Digest& digest);

// What becomes of a session whose last chunk does not make the blob that was announced, or never
// comes.
enum class OnFailure {
  keep,    // the client said where the chunk begins, and can go on where it broke off
  forget,  // the client sends the same again: PUT is idempotent (RFC 9110 section 9.2.2)
  cancel,  // nobody knows the session
};

// `declared_bytes`: the length of the body according to Content-Range.
BodySinkPtr make_chunk_sink(Upload upload, std::unique_ptr<UploadWriter> writer,
                            std::optional<std::uint64_t> declared_bytes);
BodySinkPtr make_last_chunk_sink(Upload upload, std::unique_ptr<UploadWriter> writer,
                                 std::optional<std::uint64_t> declared_bytes, Digest digest,
                                 OnFailure on_failure);

}  // namespace berth::oci
