#include "app/access_log.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app/request_observers.h"
#include "base/file.h"

namespace berth::app {
namespace {

class AccessLogTest : public testing::Test {
 protected:
  // The line about a request with these notes.
  std::string line(const http::RequestNotes& notes, std::string_view user_agent = {},
                   std::string_view traceparent = {}) {
    http::RequestHead head;
    head.request_id = "some-id";
    head.method_name = "POST";
    head.target = "/";
    head.client_address = client_;
    if (!user_agent.empty()) head.fields = {{"User-Agent", user_agent}};
    if (!traceparent.empty()) head.fields.push_back({"traceparent", traceparent});
    AccessLog(log_).request_ended(
        {.head = head, .notes = notes, .peer = peer_, .peer_text = "192.0.2.1", .status = 200});
    return text_of_log();
  }
  std::string text_of_log() {
    log_.flush();
    std::string text(8192, '\0');
    text.resize(static_cast<std::size_t>(
        ::pread(file_.descriptor(), text.data(), text.size(), /*offset=*/0)));
    return text;
  }

  const IpAddress peer_ = IpAddress::parse("192.0.2.1").value();
  IpAddress client_ = peer_;
  SystemClock clock_;
  File file_{::memfd_create("log", MFD_CLOEXEC)};
  ops::Log log_{file_.descriptor(), ops::LogLevel::info, clock_};
};

TEST_F(AccessLogTest, NamesTheKeyOfTheCallerAndTheImages) {
  http::RequestNotes notes{.operation = "BatchDeleteImage",
                           .resource = "app",
                           .images = "v1,v2",
                           .failed_images = 1,
                           .caller = "arn:aws:iam::123456789012:user/ci",
                           .access_key_id = {}};
  notes.access_key_id.assign("AKIAIOSFODNN7EXAMPLE");
  const std::string text = line(notes, "aws-cli/2.9");
  EXPECT_NE(text.find(R"("user_agent":"aws-cli/2.9","caller":"arn:aws:iam::123456789012:user/ci",)"
                      R"("access_key_id":"AKIAIOSFODNN7EXAMPLE","operation":"BatchDeleteImage",)"
                      R"("resource":"app","images":"v1,v2","failed_images":1})"),
            std::string::npos)
      << text;
}

TEST_F(AccessLogTest, NamesTheTraceThatARequestBelongsTo) {
  constexpr std::string_view kTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const std::string text = line({}, {}, kTrace);
  EXPECT_NE(text.find(R"("trace_id":"4bf92f3577b34da6a3ce929d0e0e4736",)"
                      R"("parent_span_id":"00f067aa0ba902b7"})"),
            std::string::npos)
      << text;
}

TEST_F(AccessLogTest, LeavesOutATraceThatCannotBeRead) {
  const std::string text = line({}, {}, "00-4BF92F-\"evil\"-01");
  EXPECT_EQ(text.find("trace"), std::string::npos) << text;
  EXPECT_EQ(text.find("evil"), std::string::npos) << text;
}

TEST_F(AccessLogTest, NamesTheClientThatAProxySpeaksFor) {
  client_ = IpAddress::parse("2001:db8::7").value();
  const std::string text = line({});
  EXPECT_NE(text.find(R"("peer":"192.0.2.1")"), std::string::npos) << text;
  EXPECT_NE(text.find(R"("client":"2001:db8::7")"), std::string::npos) << text;
}

TEST_F(AccessLogTest, IsOneOfSeveralObservers) {
  struct Counter final : net::Observer {
    void request_ended(const net::AccessRecord& record) override { bytes_out += record.bytes_out; }
    std::uint64_t bytes_out = 0;
  } counter;
  AccessLog access_log(log_);
  RequestObservers observers({&access_log, &counter});
  const http::RequestHead head;
  const http::RequestNotes notes;
  for (const std::uint64_t bytes : {2U, 40U}) {
    observers.request_ended({.head = head,
                             .notes = notes,
                             .peer = peer_,
                             .peer_text = "192.0.2.1",
                             .bytes_out = bytes});
  }
  EXPECT_EQ(counter.bytes_out, 42U);
  EXPECT_NE(text_of_log().find(R"("bytes_out":40)"), std::string::npos);
}

TEST_F(AccessLogTest, CallsAnUnprovenKeyAClaim) {
  http::RequestNotes notes;
  notes.access_key_id.assign("AKIAIOSFODNN7EXAMPLE");
  const std::string text = line(notes);
  EXPECT_NE(text.find(R"("claimed_access_key_id":"AKIAIOSFODNN7EXAMPLE")"), std::string::npos);
  EXPECT_EQ(text.find(R"("access_key_id")"), std::string::npos);
}

TEST_F(AccessLogTest, OmitsWhatItDoesNotKnow) {
  const std::string text = line({});
  for (const char* name : {"client", "user_agent", "caller", "access_key_id", "images", "error"}) {
    EXPECT_EQ(text.find(name), std::string::npos) << name << ' ' << text;
  }
}

TEST_F(AccessLogTest, TruncatesUserAgentsAndKeepsThemPrintable) {
  const std::string text = line({}, "a\"b\n\xff" + std::string(10'000, 'x'));
  EXPECT_NE(text.find(R"("user_agent":"a\"b__xxx)"), std::string::npos) << text;
  EXPECT_LT(text.size(), 1000U);
}

}  // namespace
}  // namespace berth::app
