// GET /logo/<id>.png: the logos of repositories, for everyone.
#pragma once

#include "http/handler.h"
#include "registry/ports/metadata_store.h"

namespace berth::gallery {

// Any thread may call.
class Logos final : public http::Handler {
 public:
  explicit Logos(MetadataStore& metadata) : metadata_(metadata) {}

  [[nodiscard]] http::BodyPlan plan(const http::RequestHead& head) const override;
  http::Response handle(const http::RequestHead& head, std::string_view body) override;
  std::variant<http::Response, std::unique_ptr<http::BodySink>> open(
      const http::RequestHead& head) override;
  http::Response too_large(const http::RequestHead& head, std::uint64_t limit_bytes) override;
  http::Response refused(const http::RequestHead& head, const http::Refusal& refusal) override;
  http::Response failed(const http::RequestHead& head) override;

 private:
  MetadataStore& metadata_;
};

}  // namespace berth::gallery
