#include "http/chunked_decoder.h"

#include <gtest/gtest.h>

#include <string>

namespace berth::http {
namespace {

struct Decoded {
  ChunkedDecoder::State state;
  std::string content;
  std::string rest;
};

// Feeds `input` in pieces of `piece` bytes.
Decoded decode(const std::string& input, std::size_t piece) {
  ChunkedDecoder decoder;
  std::string content;
  std::string held;
  std::size_t fed = 0;
  for (;;) {
    const auto step = decoder.next(held, 3);
    content += step.content;
    held.erase(0, step.consumed);
    if (decoder.state() != ChunkedDecoder::State::reading) break;
    if (step.consumed != 0) continue;
    if (fed == input.size()) break;
    held += input.substr(fed, piece);
    fed += std::min(piece, input.size() - fed);
  }
  return {decoder.state(), content, held + input.substr(fed)};
}

TEST(ChunkedDecoder, ReadsABodyHoweverItIsCutUp) {
  const std::string body = "4;ext=\"x\"\r\nWiki\r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\nGET /";
  for (std::size_t piece = 1; piece <= body.size(); ++piece) {
    const Decoded decoded = decode(body, piece);
    EXPECT_EQ(decoded.state, ChunkedDecoder::State::done) << piece;
    EXPECT_EQ(decoded.content, "Wiki0123456789") << piece;
    EXPECT_EQ(decoded.rest, "GET /") << piece;
  }
}

TEST(ChunkedDecoder, RefusesMalformedChunks) {
  for (const char* body : {"x\r\n", "\r\n", "-1\r\n", "+1\r\na\r\n", "0x1\r\na\r\n", " 1\r\na\r\n",
                           "1\r\nab\r\n", "11111111111111111\r\n", "1g\r\n", "1 2\r\na\r\n"}) {
    EXPECT_EQ(decode(body, 100).state, ChunkedDecoder::State::bad) << body;
  }
}

TEST(ChunkedDecoder, LimitsLinesAndTrailers) {
  EXPECT_EQ(decode("1;" + std::string(kMaxChunkLineBytes, 'x') + "\r\n", 5000).state,
            ChunkedDecoder::State::bad);
  std::string trailers = "0\r\n";
  while (trailers.size() <= kMaxTrailerBytes + 10) trailers += "A: b\r\n";
  EXPECT_EQ(decode(trailers, 100'000).state, ChunkedDecoder::State::bad);
}

TEST(ChunkedDecoder, AcceptsALineOfMaximumLengthHoweverItIsCutUp) {
  const std::string body = "0;" + std::string(kMaxChunkLineBytes - 2, 'x') + "\r\n\r\n";
  const std::string too_long = "0;" + std::string(kMaxChunkLineBytes - 1, 'x') + "\r\n\r\n";
  for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}, body.size()}) {
    EXPECT_EQ(decode(body, piece).state, ChunkedDecoder::State::done) << piece;
    EXPECT_EQ(decode(too_long, piece).state, ChunkedDecoder::State::bad) << piece;
  }
}

TEST(ChunkedDecoder, RefusesLinesThatAProxyCouldEndElsewhere) {
  for (const char* body : {"0;a\nb\r\n\r\n", "0;a\rb\r\n\r\n", "0\r\nA: b\nC: d\r\n\r\n",
                           "0\r\nA: b\rC\r\n\r\n", "0;\x7f\r\n\r\n", "0\r\nA: \x01\r\n\r\n"}) {
    EXPECT_EQ(decode(body, 100).state, ChunkedDecoder::State::bad) << body;
  }
  EXPECT_EQ(decode("0;\ta=\xc3\xa9\r\nA:\tb\r\n\r\n", 100).state, ChunkedDecoder::State::done);
}

}  // namespace
}  // namespace berth::http
