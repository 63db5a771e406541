// Pushing blobs: at once, in one PUT, or in chunks; resuming, cancelling, mounting (OCI
// Distribution 1.1, "Pushing Blobs").
#pragma once

#include <memory>
#include <variant>

#include "http/handler.h"
#include "oci/exchange.h"

namespace berth::oci {

// GET and DELETE of one upload.
http::Response answer_upload(const Exchange& exchange);

// POST, PATCH and PUT, whose bodies are content.
std::variant<http::Response, std::unique_ptr<http::BodySink>> open_upload_body(Exchange exchange);

}  // namespace berth::oci
