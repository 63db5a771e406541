#include "http/trace_context.h"

#include <gtest/gtest.h>

namespace berth::http {
namespace {

// The example of section 3.2.3.
constexpr std::string_view kTraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr std::string_view kParentId = "00f067aa0ba902b7";
constexpr std::string_view kExample = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(TraceParent, IsReadAsTheSpecificationWritesIt) {
  const auto parent = parse_trace_parent(kExample);
  ASSERT_TRUE(parent);
  EXPECT_EQ(parent->trace_id, kTraceId);
  EXPECT_EQ(parent->parent_id, kParentId);
}

TEST(TraceParent, OfALaterVersionIsReadAsFarAsTheFirstGoes) {
  const std::string later = "cc" + std::string(kExample.substr(2));
  for (const std::string& value : {later, later + "-", later + "-what the-future will be like"}) {
    const auto parent = parse_trace_parent(value);
    ASSERT_TRUE(parent) << value;
    EXPECT_EQ(parent->trace_id, kTraceId);
    EXPECT_EQ(parent->parent_id, kParentId);
  }
  EXPECT_FALSE(parse_trace_parent(later + ".what-the-future-will-be-like"));
}

TEST(TraceParent, ThatIsMalformedSaysNothing) {
  for (const std::string_view value :
       {"", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e47366-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"}) {
    EXPECT_FALSE(parse_trace_parent(value)) << value;
  }
}

TEST(TraceParent, OfARequestIsTakenOnlyIfItIsTheOnlyOne) {
  RequestHead head;
  EXPECT_FALSE(trace_parent_of(head));
  head.fields = {{"TraceParent", kExample}};
  EXPECT_TRUE(trace_parent_of(head));
  head.fields.push_back({"traceparent", kExample});
  EXPECT_FALSE(trace_parent_of(head));
}

}  // namespace
}  // namespace berth::http
