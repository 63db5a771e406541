#include "app/access_log.h"

#include <vector>

#include "app/logged_target.h"
#include "base/excerpt.h"
#include "http/trace_context.h"

namespace berth::app {
namespace {

// 32: the longest registered method has 17; a stranger may send anything.
constexpr std::size_t kMaxLoggedMethodBytes = 32;
// 256: the AWS CLI names every library that it uses, in some 200 bytes.
constexpr std::size_t kMaxLoggedUserAgentBytes = 256;

}  // namespace

void AccessLog::request_ended(const net::AccessRecord& record) {
  const std::string method = printable(record.head.method_name, kMaxLoggedMethodBytes);
  const std::string target = logged_target(record.head.target);
  const std::string user_agent =
      printable(record.head.field("User-Agent"), kMaxLoggedUserAgentBytes);
  const std::string client = record.client();
  const http::RequestNotes& notes = record.notes;
  std::vector<ops::LogField> fields{
      {"request_id", record.head.request_id},   {"peer", record.peer_text},
      {"method", std::string_view(method)},     {"target", std::string_view(target)},
      {"status", std::uint64_t{record.status}}, {"bytes_in", record.bytes_in},
      {"bytes_out", record.bytes_out},          {"duration_us", record.duration_us()}};
  const auto add_known = [&fields](std::string_view name, std::string_view value) {
    if (!value.empty()) fields.push_back({name, value});
  };
  add_known("client", client);
  add_known("user_agent", user_agent);
  add_known("caller", notes.caller);
  add_known(notes.caller.empty() ? "claimed_access_key_id" : "access_key_id",
            notes.access_key_id.text());
  add_known("operation", notes.operation);
  add_known("resource", notes.resource);
  add_known("images", notes.images);
  if (notes.failed_images != 0) fields.push_back({"failed_images", notes.failed_images});
  add_known("error", record.error_code);
  if (const auto trace = http::trace_parent_of(record.head)) {
    add_known("trace_id", trace->trace_id);
    add_known("parent_span_id", trace->parent_id);
  }
  log_.write(ops::LogLevel::info, "request", fields);
}

}  // namespace berth::app
