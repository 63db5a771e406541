#include "gallery/logos.h"

#include "http/page.h"
#include "registry/values/logo.h"

namespace berth::gallery {
namespace {

class LogoPage final : public http::Page {
 public:
  LogoPage(const http::RequestHead& head, MetadataStore& metadata)
      : Page(head, http::Effort::may_wait), metadata_(metadata) {}

 private:
  http::Response show() override {
    const std::string_view id = logo_id_of(head().path);
    auto logo = id.empty() ? std::nullopt : metadata_.find_logo(id);
    if (!logo) return http::no_such_page();
    http::Response response;
    response.fields.add("Content-Type", "image/png");
    // The id is the digest of the bytes, so this name will never have other content.
    response.fields.add("Cache-Control", "public, max-age=31536000, immutable");
    response.body = *std::move(logo);
    return response;
  }

  MetadataStore& metadata_;
};

}  // namespace

std::unique_ptr<http::Exchange> Logos::begin(const http::RequestHead& head) {
  return std::make_unique<LogoPage>(head, metadata_);
}

}  // namespace berth::gallery
