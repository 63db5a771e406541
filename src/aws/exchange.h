// One request to the ecr-public API, from its head to its answer.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "auth/key_ring.h"
#include "auth/signed_request.h"
#include "aws/ecr_public/next_token.h"
#include "aws/ecr_public/operation.h"
#include "aws/ecr_public/operation_table.h"
#include "aws/protocol/service_error.h"
#include "http/handler.h"
#include "plane/answer_cache.h"
#include "plane/gathered_body.h"
#include "plane/room.h"

namespace berth::aws {

// 2 MiB: for most operations. The largest request is CreateRepository, with a logo of 512,000 bytes
// (683 KB in base64), two texts of 25,600 characters and 50 tags of 384 characters. boto3 may write
// each of these characters in twelve bytes: another 845 KB.
inline constexpr std::uint64_t kMaxRequestBytes = std::uint64_t{2} << 20U;
// 32 MiB: UploadLayerPart with 20,971,520 bytes, 27 MiB in base64, and PutImage with a manifest of
// 4 MiB, every character of which may be written as \uXXXX.
inline constexpr std::uint64_t kMaxLargeRequestBytes = std::uint64_t{32} << 20U;
// 16 KiB: the body is held before the caller is known (its hash is signed), so a stranger can make
// the server hold this much per connection. Only a request that names an existing access key can
// make it hold more.
inline constexpr std::uint64_t kMaxStrangersRequestBytes = std::uint64_t{16} << 10U;

// Holds the listings requested since the last change: forty pages of a thousand tags.
inline constexpr std::size_t kMaxAnswerCacheBytes = std::size_t{16} << 20U;
// 4 KiB: a request for a page has some hundred bytes. Checking the signature of a long one takes
// too long for a socket thread.
inline constexpr std::size_t kMaxBriefRequestBytes = std::size_t{4} << 10U;

struct PlaneConfig {
  // The host in repository URIs, "registry.example.org". Empty: the Host of the request.
  std::string public_host = {};
  plane::HasRoom has_room = {};
  // A folder where kept answers may be stored as files. Empty: nowhere.
  std::filesystem::path answer_folder = {};
};

// Everything that a plane's requests share. Any thread may use it.
struct Shared {
  Shared(const plane::Services& stores, const auth::KeyRing& keys, plane::BodyRoom room,
         PlaneConfig settings)
      : services(stores),
        body_room(std::move(room)),
        next_tokens(keys),
        config(std::move(settings)),
        answers(services.metadata, kMaxAnswerCacheBytes, config.answer_folder) {}

  const plane::Services services;
  const plane::BodyRoom body_room;
  const NextTokens next_tokens;
  const PlaneConfig config;
  plane::AnswerCache<std::string> answers;  // with the resource, as in http::RequestNotes
  plane::AnswerCounts counts;
};

class Exchange final : public http::Exchange {
 public:
  Exchange(Shared& shared, const http::RequestHead& head);

  http::BodyPlan plan() override;
  std::optional<http::Response> answer_now(std::string_view body) override;
  http::Effort effort() override;
  http::Response answer(std::string_view body) override;
  std::variant<http::Response, std::unique_ptr<http::BodySink>> open() override;
  http::Response too_large(std::uint64_t limit_bytes) override;
  http::Response refused(const http::Refusal& refusal) override;
  http::Response failed() override;

 private:
  // Whether it is a short request for a listing. `body_bytes`: nullopt: the length is not known
  // yet.
  [[nodiscard]] bool is_short(std::optional<std::uint64_t> body_bytes) const;
  // The answer to a request that names no operation.
  [[nodiscard]] http::Response no_operation() const;
  // An earlier result of run() for this caller, if nothing can have changed it since.
  [[nodiscard]] std::optional<http::Response> recall(std::string_view body, Patience patience);
  [[nodiscard]] std::expected<http::Response, ServiceError> run(std::string_view body);
  void note_operation();
  [[nodiscard]] plane::Origin origin() const;
  void set_caller(std::shared_ptr<const Principal> caller);
  // The key under which the answer is kept: everything that it depends on, other than the stores.
  const std::string& key(std::string_view body);

  Shared& shared_;
  const OperationEntry* const operation_;  // null: the request names none
  auth::SignedRequest signature_;
  std::shared_ptr<const Principal> caller_;  // null: not known
  std::string key_;                          // empty: not made yet for this caller
};

}  // namespace berth::aws
