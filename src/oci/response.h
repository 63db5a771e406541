// The common parts of the OCI plane's answers.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"
#include "registry/values/names.h"

namespace berth::oci {

// An answer with the field that identifies the protocol to clients; no body.
http::Response make_response(unsigned status);
http::Response make_json_response(unsigned status, std::string json);

// The fields of content that is named by its digest.
void describe_content(http::FieldBlock& fields, const Digest& digest, std::string_view media_type);

// The answer unchanged; or, depending on its ETag, 412 if the client expects another one
// (If-Match), or 304 without a body if the client has this one (If-None-Match; RFC 9110 section
// 13).
http::Response make_conditional(const http::RequestHead& head, http::Response response);

// 507: no room to add anything (RFC 4918 section 11.5).
http::Response no_room();

// The value of ETag. Content with this digest never changes.
std::string entity_tag(const Digest& digest);

}  // namespace berth::oci
