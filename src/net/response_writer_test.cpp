#include "net/response_writer.h"

#include <gtest/gtest.h>

namespace berth::net {
namespace {

class FixedClock final : public Clock {
 public:
  explicit FixedClock(std::int64_t milliseconds) : now_(from_milliseconds(milliseconds)) {}
  [[nodiscard]] Timestamp now() const override { return now_; }
  void set(std::int64_t milliseconds) { now_ = from_milliseconds(milliseconds); }

 private:
  Timestamp now_;
};

TEST(ResponseWriter, WritesTheFieldsOfTheHandlerAndItsOwn) {
  const FixedClock clock(0);
  DateField date(clock);
  http::RequestHead head;
  head.method = http::Method::get;
  head.request_id = "id";
  http::Response response;
  response.status = 404;
  response.fields.add("A", "b");
  response.body = "gone";
  std::string out = "what was there before";
  const WireHead wire = write_head(out, head, response, http::KeepAlive::no, date);
  EXPECT_EQ(out,
            "HTTP/1.1 404 Not Found\r\nA: b\r\nContent-Length: 4\r\n"
            "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nx-amzn-RequestId: id\r\n"
            "Connection: close\r\n\r\n");
  EXPECT_EQ(wire.body, BodyOnWire::yes);
}

TEST(ResponseWriter, MakesANewDateEachSecond) {
  FixedClock clock(999);
  DateField date(clock);
  EXPECT_EQ(date.value(), "Thu, 01 Jan 1970 00:00:00 GMT");
  clock.set(1000);
  EXPECT_EQ(date.value(), "Thu, 01 Jan 1970 00:00:01 GMT");
}

}  // namespace
}  // namespace berth::net
