#include "app/request_metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "aws/ecr_public/operation_table.h"
#include "oci/operation_table.h"
#include "sts/operation_table.h"

namespace berth::app {
namespace {

class RequestMetricsTest : public testing::Test {
 protected:
  struct Ended {
    http::Method method = http::Method::get;
    unsigned status = 200;
    http::OperationRow row = {};
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::chrono::nanoseconds took = {};
  };
  void end(const Ended& ended) {
    http::RequestHead head;
    head.method = ended.method;
    http::RequestNotes notes;
    notes.row = ended.row;
    requests_.request_ended({.head = head,
                             .notes = notes,
                             .peer = peer_,
                             .peer_text = "192.0.2.1",
                             .status = ended.status,
                             .bytes_in = ended.bytes_in,
                             .bytes_out = ended.bytes_out,
                             .took = ended.took});
  }
  [[nodiscard]] std::string text() const {
    metrics::Exposition out;
    requests_.write(out);
    return out.text();
  }
  [[nodiscard]] bool has_line(const std::string& line) const {
    return text().find('\n' + line + '\n') != std::string::npos;
  }

  const IpAddress peer_ = IpAddress::parse("192.0.2.1").value();
  RequestMetrics requests_;
};

http::OperationRow oci_row(oci::Endpoint endpoint, http::Method method) {
  return {.api = http::Api::oci, .row = oci::row_of(*oci::find_operation(endpoint, method))};
}

TEST_F(RequestMetricsTest, CountsARequestByItsHandlerMethodAndStatus) {
  const auto pull = oci_row(oci::Endpoint::manifest, http::Method::get);
  for (int i = 0; i < 3; ++i) end({.row = pull});
  end({.status = 404, .row = pull});
  EXPECT_TRUE(
      has_line(R"(registry_http_requests_total{handler="manifest",method="get",code="200"} 3)"));
  EXPECT_TRUE(
      has_line(R"(registry_http_requests_total{handler="manifest",method="get",code="404"} 1)"));
  EXPECT_TRUE(
      has_line(R"(berth_operations_total{api="oci",operation="GetManifest",outcome="ok"} 3)"));
  EXPECT_TRUE(
      has_line(R"(berth_operations_total{api="oci",operation="GetManifest",outcome="refused"} 1)"));
}

TEST_F(RequestMetricsTest, MeasuresTimesAndSizes) {
  end({.method = http::Method::patch,
       .status = 202,
       .row = oci_row(oci::Endpoint::upload, http::Method::patch),
       .bytes_in = 1024,
       .bytes_out = 5,
       .took = std::chrono::milliseconds(3)});
  const std::string labels = R"({handler="blob_upload_chunk",method="patch")";
  EXPECT_TRUE(
      has_line("registry_http_request_duration_seconds_bucket" + labels + R"(,le="0.0025"} 0)"));
  EXPECT_TRUE(
      has_line("registry_http_request_duration_seconds_bucket" + labels + R"(,le="0.005"} 1)"));
  EXPECT_TRUE(has_line("registry_http_request_duration_seconds_sum" + labels + "} 0.003"));
  EXPECT_TRUE(has_line(
      R"(registry_http_request_size_bytes_bucket{handler="blob_upload_chunk",le="1024"} 1)"));
  EXPECT_TRUE(has_line(R"(registry_http_response_size_bytes_sum{handler="blob_upload_chunk"} 5)"));
}

TEST_F(RequestMetricsTest, SaysWhatBecameOfAnOperation) {
  const http::OperationRow identity{.api = http::Api::sts, .row = 0};
  for (const unsigned status : {200U, 304U, 403U, 499U, 500U, 503U, 503U}) {
    end({.status = status, .row = identity});
  }
  for (const std::string outcome : {"ok\"} 2", "refused\"} 1", "gone\"} 1", "failed\"} 3"}) {
    EXPECT_TRUE(has_line(
        R"(berth_operations_total{api="sts",operation="GetCallerIdentity",outcome=")" + outcome))
        << outcome;
  }
}

TEST_F(RequestMetricsTest, CountsWhatNobodyUnderstood) {
  end({.method = http::Method::other, .status = 400});
  end({.status = 418});
  end({.status = 99'999});
  end({.row = {.api = http::Api::oci}});
  EXPECT_TRUE(
      has_line(R"(registry_http_requests_total{handler="other",method="other",code="400"} 1)"));
  EXPECT_TRUE(
      has_line(R"(registry_http_requests_total{handler="other",method="get",code="other"} 2)"));
  EXPECT_TRUE(
      has_line(R"(registry_http_requests_total{handler="other",method="get",code="200"} 1)"));
}

TEST_F(RequestMetricsTest, HasAPlaceForEveryOperation) {
  EXPECT_LE(oci::operations().size(), RequestMetrics::kMaxOperations);
  EXPECT_LE(aws::operations().size(), RequestMetrics::kMaxOperations);
  EXPECT_LE(sts::operations().size(), RequestMetrics::kMaxOperations);
  for (const auto& operation : aws::operations()) {
    end({.method = http::Method::post,
         .row = {.api = http::Api::ecr_public, .row = aws::row_of(operation)}});
    EXPECT_TRUE(has_line("berth_operations_total{api=\"ecr_public\",operation=\"" +
                         std::string(operation.name) + "\",outcome=\"ok\"} 1"));
  }
  for (const auto& operation : oci::operations()) {
    end({.method = operation.method,
         .row = {.api = http::Api::oci, .row = oci::row_of(operation)}});
  }
  EXPECT_EQ(text().find("handler=\"other\""), std::string::npos);
}

TEST_F(RequestMetricsTest, LosesNothingUnderThreads) {
  constexpr int kThreads = 6;
  constexpr int kTimes = 5'000;
  std::vector<std::jthread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < kTimes; ++j) {
        end({.row = oci_row(oci::Endpoint::blob, http::Method::get), .bytes_out = 2});
      }
    });
  }
  threads.clear();
  const std::string all = std::to_string(kThreads * kTimes);
  EXPECT_TRUE(
      has_line(R"(registry_http_requests_total{handler="blob",method="get",code="200"} )" + all));
  EXPECT_TRUE(has_line(R"(registry_http_response_size_bytes_sum{handler="blob"} )" +
                       std::to_string(2 * kThreads * kTimes)));
}

}  // namespace
}  // namespace berth::app
