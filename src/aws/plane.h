// The AWS plane: the ecr-public API in the AWS JSON 1.1 protocol. docs/protocol/ecr-public.md says
// what it answers.
#pragma once

#include <filesystem>
#include <string>

#include "auth/key_ring.h"
#include "aws/ecr_public/next_token.h"
#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/operation_table.h"
#include "aws/protocol/service_error.h"
#include "http/handler.h"
#include "plane/answer_cache.h"
#include "plane/gathered_body.h"
#include "plane/room.h"

namespace berth::aws {

// 2 MiB: of most operations the largest request is CreateRepository, with a logo of 512,000 bytes,
// 683 KB in base64, two texts of 25,600 characters and 50 tags of 384, each of which boto3 may
// write in twelve bytes: 845 KB.
inline constexpr std::uint64_t kMaxRequestBytes = std::uint64_t{2} << 20U;
// 32 MiB: UploadLayerPart with 20,971,520 bytes, 27 MiB in base64, and PutImage with a manifest of
// 4 MiB, every character of which may be written as \uXXXX.
inline constexpr std::uint64_t kMaxLargeRequestBytes = std::uint64_t{32} << 20U;
// 16 KiB: the body is held before the caller is known (its hash is signed), so this is what a
// stranger can make the server hold per connection. Only who names an access key that there is gets
// it to hold more.
inline constexpr std::uint64_t kMaxStrangersRequestBytes = std::uint64_t{16} << 10U;

// Of listings that were asked for since anything last changed: forty pages of a thousand tags.
inline constexpr std::size_t kMaxAnswerCacheBytes = std::size_t{16} << 20U;
// 4 KiB: a request for a page has some hundred bytes. Checking the signature of a long one takes
// too long for a socket thread.
inline constexpr std::size_t kMaxBriefRequestBytes = std::size_t{4} << 10U;

struct PlaneConfig {
  // What repository URIs begin with, "registry.example.org". Empty: the Host of the request.
  std::string public_host = {};
  plane::HasRoom has_room = {};
  // Where answers that are kept may be put in files. Empty: nowhere.
  std::filesystem::path answer_folder = {};
};

// Any thread may call.
class Plane final : public http::Handler {
 public:
  Plane(const plane::Services& services, const auth::KeyRing& keys, plane::BodyRoom body_room,
        PlaneConfig config);

  [[nodiscard]] http::BodyPlan plan(const http::RequestHead& head) const override;
  // What handle() answered this caller before, if nothing can have changed it since.
  std::optional<http::Response> answer_now(const http::RequestHead& head,
                                           std::string_view body) override;
  [[nodiscard]] http::Effort effort(const http::RequestHead& head) const override;
  http::Response handle(const http::RequestHead& head, std::string_view body) override;
  std::variant<http::Response, std::unique_ptr<http::BodySink>> open(
      const http::RequestHead& head) override;
  http::Response too_large(const http::RequestHead& head, std::uint64_t limit_bytes) override;
  http::Response refused(const http::RequestHead& head, const http::Refusal& refusal) override;
  http::Response failed(const http::RequestHead& head) override;

 private:
  [[nodiscard]] std::expected<http::Response, ServiceError> answer(const OperationEntry& operation,
                                                                   const http::RequestHead& head,
                                                                   std::string_view body);
  // All that an answer is made of, other than the stores.
  [[nodiscard]] std::string cache_key(const OperationEntry& operation, const Principal& caller,
                                      const http::RequestHead& head, std::string_view body) const;

  const plane::Services services_;
  const plane::BodyRoom body_room_;
  NextTokens next_tokens_;
  PlaneConfig config_;
  plane::AnswerCache<std::string> answers_;  // with the resource, as in http::RequestNotes
};

}  // namespace berth::aws
