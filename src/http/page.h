// Small, read-only pages for people and for monitoring. GET and HEAD show a page; the body of a
// request is ignored if it is small, and other methods are answered with 405.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "http/handler.h"

namespace berth::http {

inline constexpr std::string_view kPageMethods = "GET, HEAD, OPTIONS";

// The request for one page.
class Page : public Exchange {
 public:
  BodyPlan plan() final { return plan_without_body(head()); }
  Effort effort() final { return effort_; }
  Response answer(std::string_view body) final;
  std::variant<Response, std::unique_ptr<BodySink>> open() final { return answer({}); }
  Response too_large(std::uint64_t limit_bytes) final;
  Response refused(const Refusal& refusal) final;
  Response failed() final;

 protected:
  // `methods`: the value of Allow; must outlive the page. Empty: show() answers every method.
  Page(const RequestHead& head, Effort effort, std::string_view methods = kPageMethods)
      : Exchange(head), effort_(effort), methods_(methods) {}

 private:
  // Called on the thread that the effort asks for.
  virtual Response show() = 0;

  const Effort effort_;
  const std::string_view methods_;
};

// A page with a constant text, which must outlive the page.
class TextPage final : public Page {
 public:
  TextPage(const RequestHead& head, std::string_view text, std::string_view methods = kPageMethods)
      : Page(head, Effort::brief, methods), text_(text) {}

 private:
  Response show() override { return text_response(200, text_); }

  const std::string_view text_;
};

Response no_such_page();

// For paths without a page: 404, whatever the method.
class NoPage final : public Page {
 public:
  explicit NoPage(const RequestHead& head) : Page(head, Effort::brief, {}) {}

 private:
  Response show() override { return no_such_page(); }
};

}  // namespace berth::http
