// What a client does to push: blobs in two requests, manifests in one.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "load/connection.h"
#include "load/content.h"

namespace berth::load {

// Throws a std::runtime_error with the request and the answer, unless the status is `wanted`.
void require_status(const ResponseHead& head, unsigned wanted, std::string_view asked,
                    std::string_view body = {});

// POST, then PUT of the whole content. Throws unless the answer is 201 and names the digest.
Awaitable<void> push_blob(Connection& connection, std::string_view repository,
                          const UniqueBlob& blob);
// HEAD: whether the repository has it.
Awaitable<bool> has_blob(Connection& connection, std::string_view repository,
                         std::string_view digest);
// Throws unless the answer is 201 and names the digest. Returns the digest.
Awaitable<std::string> put_manifest(Connection& connection, std::string_view repository,
                                    std::string_view reference, std::string_view manifest);

// An OCI image manifest (image-spec, manifest.md). `note` makes it unique.
std::string manifest_text(const boost::json::value& config, const boost::json::value& layers,
                          std::string_view note);
boost::json::value descriptor(std::string_view media_type, std::string_view digest,
                              std::uint64_t size);

}  // namespace berth::load
