// The sentences that planes say alike: the real service's where it has them, and Berth's about a
// manifest, which clients of both protocols push. All others are in aws/ecr_public/messages.cpp
// and oci/messages.cpp.
#pragma once

#include <string>
#include <string_view>

#include "auth/signature_header.h"
#include "registry/values/error.h"

namespace berth::plane {

// "'text'", shortened if it is long.
std::string quote(std::string_view text);

// manifest_invalid: "config is missing"
std::string message_of(const ManifestFault& fault);
// access_denied
std::string message_of(const Denial& denial);
// limit_exceeded, too_many_uploads
std::string quota_message(const Error& error);
// query_invalid
std::string query_message(const Error& error);
// A refused signature, in the AWS and the STS plane. May quote any bytes that the client sent.
std::string message_of(const auth::SignatureError& error);
// too_many_resource_tags
std::string resource_tags_message(const Error& error);

}  // namespace berth::plane
