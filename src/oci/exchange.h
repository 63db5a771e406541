// One request to the OCI plane, from its head to its answer.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "auth/authenticator.h"
#include "http/handler.h"
#include "oci/access.h"
#include "oci/kept_answers.h"
#include "oci/operation_table.h"
#include "oci/request.h"
#include "plane/gathered_body.h"
#include "plane/room.h"

namespace berth::oci {

struct PlaneConfig {
  // The host of URLs in answers, "registry.example.org". Empty: the Host of the request.
  std::string public_host = {};
  CreateOnPush create_on_push = CreateOnPush::off;
  UnknownAliases unknown_aliases = UnknownAliases::name_nothing;
  // For images pushed through this plane. The ecr-public API always requires references to exist.
  References references = References::must_exist;
  plane::HasRoom has_room = {};
  // A folder where kept answers may be stored as files. Empty: nowhere.
  std::filesystem::path answer_folder = {};
};

// Everything that a plane's requests share. Any thread may use it.
struct Shared {
  Shared(const plane::Services& stores, plane::BodyRoom room, PlaneConfig settings)
      : services(stores),
        body_room(std::move(room)),
        config(std::move(settings)),
        answers(services.metadata, config.answer_folder) {}

  const plane::Services services;
  const plane::BodyRoom body_room;
  const PlaneConfig config;
  KeptAnswers answers;
  plane::AnswerCounts counts;
};

class Exchange final : public http::Exchange {
 public:
  Exchange(Shared& shared, const http::RequestHead& head)
      : http::Exchange(head), shared_(shared), latest_(shared.services.latest()) {
    edit_notes().row.api = http::Api::oci;
  }

  http::BodyPlan plan() override;
  std::optional<http::Response> answer_now(std::string_view body) override;
  http::Effort effort() override;
  http::Response answer(std::string_view body) override;
  std::variant<http::Response, std::unique_ptr<http::BodySink>> open() override;
  http::Response too_large(std::uint64_t limit_bytes) override;
  http::Response refused(const http::Refusal& refusal) override;
  http::Response failed() override;

 private:
  class ReadmittedSink;
  using Verified = auth::Authenticator::Verified;

  // What the request is for.
  struct Target {
    std::optional<Route> route;            // nullopt: no endpoint
    const Operation* operation = nullptr;  // null: the endpoint has no such operation
  };
  struct Admitted {
    const Operation* operation;
    Request request;
    Basis basis;
  };

  // An earlier result of answer(), if nothing can have changed it since.
  std::optional<http::Response> recall(Patience patience);

  const Target& target();
  const AnswerKey& key();
  const plane::Origin& origin();
  // Null: no Authorization header.
  const auth::PresentedLogin* login();

  // Checks whether the caller may make this request. nullopt: yes, and admitted_ is set. Otherwise
  // the answer: a refusal, or the answer of an operation without a repository. `form`: the body of
  // a request for a token.
  [[nodiscard]] std::optional<http::Response> admit(Reader& reader, std::string_view form);
  // The same for an operation that writes, or that is not run at once.
  [[nodiscard]] std::optional<http::Response> admit_to_write();
  [[nodiscard]] std::optional<http::Response> admit_to_repository(Reader& reader,
                                                                  const Route& route,
                                                                  const Operation& operation);
  [[nodiscard]] std::expected<std::shared_ptr<const Verified>, auth::LoginFault> authenticate(
      Reader& reader);
  [[nodiscard]] Result<Repository> find_repository_of(Reads& reads, const Route& route,
                                                      const auth::Circumstances& circumstances,
                                                      std::string_view action,
                                                      CreateOnPush create) const;
  void note_operation(const Operation* operation);
  void note_caller();
  [[nodiscard]] http::Response list_catalog(Reads& reads);
  [[nodiscard]] http::Response refuse(const Error& error);
  // Adds advice.
  [[nodiscard]] http::Response refuse_repository(Reads& reads, const Error& error,
                                                 const Operation& operation);
  // 401. If the caller is anonymous because its login has ended, says that instead of the reason.
  [[nodiscard]] http::Response refuse_login(std::string_view reason);
  // Whether nothing can have changed the result of admit(), apart from the end of the login.
  [[nodiscard]] bool is_as_admitted() const;
  // Likewise, and the login has not ended.
  [[nodiscard]] bool is_still_admitted() const;

  Shared& shared_;
  LatestReads latest_;
  // Determined on first use.
  std::optional<Target> target_;
  std::optional<AnswerKey> key_;
  std::optional<plane::Origin> origin_;
  std::optional<auth::PresentedLogin> login_;

  std::shared_ptr<const Verified> verified_;  // null: the caller is not known yet
  std::optional<Admitted> admitted_;          // its caller is verified_'s
};

}  // namespace berth::oci
