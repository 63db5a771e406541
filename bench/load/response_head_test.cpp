#include "load/response_head.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace berth::load {
namespace {

TEST(ResponseHead, HasTheFieldsThatALoadGeneratorNeedsInAnyCase) {
  const ResponseHead head = parse_response_head(
      "HTTP/1.1 202 Accepted\r\nLOCATION: /v2/a/blobs/uploads/1\r\ncontent-length:  12 \r\n"
      "Docker-Content-Digest: sha256:ab\r\nLink: </v2/a/tags/list?last=b>; rel=\"next\"\r\n\r\n");
  EXPECT_EQ(head.status, 202U);
  EXPECT_EQ(head.location, "/v2/a/blobs/uploads/1");
  EXPECT_EQ(head.content_length, 12U);
  EXPECT_EQ(head.content_digest, "sha256:ab");
  EXPECT_EQ(head.link, "</v2/a/tags/list?last=b>; rel=\"next\"");
  EXPECT_FALSE(head.chunked);
  EXPECT_FALSE(head.close);
}

TEST(ResponseHead, ReportsChunksAndTheEndOfTheConnection) {
  const ResponseHead head = parse_response_head(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(head.chunked);
  EXPECT_TRUE(head.close);
  EXPECT_FALSE(head.content_length.has_value());
}

TEST(ResponseHead, RefusesAnythingElse) {
  EXPECT_THROW(parse_response_head("SSH-2.0-OpenSSH\r\n\r\n"), std::runtime_error);
  EXPECT_THROW(parse_response_head("HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n"),
               std::runtime_error);
  EXPECT_THROW(parse_response_head("HTTP/1.1 200 OK\r\nno field\r\n\r\n"), std::runtime_error);
}

TEST(PathOf, IsPathAndQueryOfAUrl) {
  EXPECT_EQ(path_of("http://127.0.0.1:5000/v2/a?b=c"), "/v2/a?b=c");
  EXPECT_EQ(path_of("/v2/a?b=c"), "/v2/a?b=c");
}

}  // namespace
}  // namespace berth::load
