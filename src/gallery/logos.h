// GET /logo/<id>.png: the logos of repositories, for everyone.
#pragma once

#include "http/handler.h"
#include "registry/ports/metadata_store.h"

namespace berth::gallery {

// Any thread may call.
class Logos final : public http::Handler {
 public:
  explicit Logos(MetadataStore& metadata) : metadata_(metadata) {}

  [[nodiscard]] std::unique_ptr<http::Exchange> begin(const http::RequestHead& head) override;

 private:
  MetadataStore& metadata_;
};

}  // namespace berth::gallery
