// How answers of the OCI plane begin.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"
#include "registry/values/names.h"

namespace berth::oci {

// With the field that tells clients which protocol this is; no body.
http::Response make_response(unsigned status);
http::Response make_json_response(unsigned status, std::string json);

// The fields of content that is named by its digest.
void describe_content(http::FieldBlock& fields, const Digest& digest, std::string_view media_type);

// The answer as it is; or by its ETag 412, if the client wants another one (If-Match), or 304
// without the body, if it has this one (If-None-Match; RFC 9110 section 13).
http::Response make_conditional(const http::RequestHead& head, http::Response response);

// 507: nothing can be added (RFC 4918 section 11.5).
http::Response no_room();

// The value of ETag: content with this digest never changes.
std::string entity_tag(const Digest& digest);

}  // namespace berth::oci
