// The gallery: pages on which people find images, without an account, and the API behind them.
#pragma once

#include "gallery/image_reader.h"
#include "gallery/markdown.h"
#include "gallery/settings.h"
#include "http/handler.h"
#include "plane/services.h"

namespace berth::gallery {

// Whether a client names a form that pages have, HTML or JSON, and so wants one also at an address
// that has something else for those that take anything.
bool asks_for_page(const http::RequestHead& head);

// Any thread may call.
class Gallery final : public http::Handler {
 public:
  // `services` outlives it.
  Gallery(const plane::Services& services, Settings settings)
      : services_(services), settings_(std::move(settings)) {}

  [[nodiscard]] std::unique_ptr<http::Exchange> begin(const http::RequestHead& head) override;

 private:
  class ViewPage;

  const plane::Services& services_;
  const Settings settings_;
  MarkdownPages markdown_;
  ImageSummaries summaries_;
};

}  // namespace berth::gallery
