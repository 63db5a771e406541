// The OCI plane: OCI Distribution 1.1, which is also the Docker Registry HTTP API V2, and the token
// endpoint its clients log in at. docs/protocol/oci.md says what it answers.
#pragma once

#include <filesystem>
#include <string>

#include "auth/authenticator.h"
#include "http/handler.h"
#include "oci/access.h"
#include "oci/operation_table.h"
#include "oci/request.h"
#include "plane/answer_cache.h"
#include "plane/gathered_body.h"
#include "plane/room.h"

namespace berth::oci {

// Of manifests, small blobs and lists of tags that were asked for since anything was last pushed:
// some thousands.
inline constexpr std::size_t kMaxAnswerCacheBytes = std::size_t{16} << 20U;

struct PlaneConfig {
  // What URLs in answers are made of, "registry.example.org". Empty: the Host of the request.
  std::string public_host = {};
  CreateOnPush create_on_push = CreateOnPush::no;
  UnknownAliases unknown_aliases = UnknownAliases::name_nothing;
  // Of what is pushed through this plane. The ecr-public API always wants them to exist.
  References references = References::must_exist;
  plane::HasRoom has_room = {};
  // Where answers that are kept may be put in files. Empty: nowhere.
  std::filesystem::path answer_folder = {};
};

// Any thread may call.
class Plane final : public http::Handler {
 public:
  Plane(const plane::Services& services, plane::BodyRoom body_room, PlaneConfig config);

  [[nodiscard]] http::BodyPlan plan(const http::RequestHead& head) const override;
  // What handle() answered before, if nothing can have changed it since.
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
  class ReadmittedSink;
  struct Admitted {
    const Operation* operation;
    Request request;
  };
  // The operation with all it needs, or the answer: a refusal, or that of an operation which is
  // about no repository. `form`: the body of a request for a token.
  [[nodiscard]] std::variant<http::Response, Admitted> admit(const http::RequestHead& head,
                                                             std::string_view form = {}) const;
  // Says so, too, when the caller is nobody because its login has ended.
  [[nodiscard]] http::Response refuse(Error error, const http::RequestHead& head,
                                      const plane::Origin& origin) const;
  [[nodiscard]] Result<Repository> repository_of(const Route& route, const auth::Caller& caller,
                                                 const auth::Circumstances& circumstances,
                                                 std::string_view action,
                                                 CreateOnPush create) const;

  struct KeptFacts {
    Endpoint endpoint;
    std::optional<std::uint64_t> all_entries;  // of a list that is not cut: how many it has
  };
  using KeptAnswers = plane::AnswerCache<KeptFacts>;
  // Null: nothing is kept that answers this.
  [[nodiscard]] std::shared_ptr<const KeptAnswers::Answer> find_kept(const StoreVersion& version,
                                                                     const http::RequestHead& head);
  void keep(const StoreVersion& version, const http::RequestHead& head, const Operation& operation,
            Answered& answered);

  const plane::Services services_;
  const plane::BodyRoom body_room_;
  const PlaneConfig config_;
  KeptAnswers answers_;
};

}  // namespace berth::oci
