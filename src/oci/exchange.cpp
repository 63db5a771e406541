#include "oci/exchange.h"

#include <exception>
#include <utility>

#include "base/out_of_room.h"
#include "oci/endpoints/uploads.h"
#include "oci/messages.h"
#include "oci/response.h"
#include "oci/wire_error.h"

namespace berth::oci {
namespace {

bool is_reading(const http::RequestHead& head) {
  return head.method == http::Method::get || head.method == http::Method::head;
}

}  // namespace

// An upload whose caller is authorized again once all of it has arrived, which may be hours later.
// This is not needed while the store is unchanged, unless a policy depended on the circumstances,
// such as the time.
class Exchange::ReadmittedSink final : public http::BodySink {
 public:
  // The exchange has admitted the request, and outlives this sink.
  ReadmittedSink(Exchange& exchange, BodySinkPtr sink)
      : exchange_(exchange), sink_(std::move(sink)) {}

  std::optional<http::Response> write(std::span<const std::byte> chunk) override {
    return sink_->write(chunk);
  }
  http::Response finish() override {
    if (auto refusal = ask_again()) return *std::move(refusal);
    return sink_->finish();
  }

 private:
  [[nodiscard]] std::optional<http::Response> ask_again() {
    if (exchange_.is_as_admitted()) return std::nullopt;
    if (auto refusal = exchange_.admit_to_write()) return refusal;
    const Request& request = exchange_.admitted_->request;
    if (auto allowed = authorize_upload(request); !allowed) {
      return to_response(allowed.error(), request.origin);
    }
    return std::nullopt;
  }

  Exchange& exchange_;
  BodySinkPtr sink_;
};

const AnswerKey& Exchange::key() {
  if (!key_) {
    const bool needs_route = !is_kept_by_path(head());
    key_ = answer_key(head(), needs_route ? target().route : std::nullopt);
  }
  return *key_;
}

bool Exchange::is_as_admitted() const {
  const auto is_current = [this](const Basis& basis) {
    return currency_of(shared_.services.metadata, basis, Patience::can_wait) == Currency::current;
  };
  return admitted_ && !admitted_->request.circumstances.decided && is_current(verified_->basis) &&
         is_current(admitted_->basis);
}

bool Exchange::is_still_admitted() const {
  return is_as_admitted() && verified_->expires_at > shared_.services.clock.now();
}

// A small manifest is received from everyone; for a larger one, open() authorizes the caller first.
http::BodyPlan Exchange::plan() {
  if (!brings_content(head().method)) return http::plan_without_body(head());
  const Operation* operation = target().operation;
  if (operation == nullptr) return http::plan_without_body(head());
  if (std::holds_alternative<OpenFunction>(operation->run)) return http::StreamedBody{};
  const bool may_be_large = operation->max_body_bytes > http::kMaxIgnoredBodyBytes;
  return may_be_large ? http::plan_without_body(head())
                      : http::WholeBody{operation->max_body_bytes};
}

std::optional<http::Response> Exchange::answer_now(std::string_view) {
  return recall(Patience::cannot_wait);
}

std::optional<http::Response> Exchange::recall(Patience patience) {
  if (!is_reading(head())) return std::nullopt;
  const auto known = shared_.answers.find(key(), head().method, patience);
  if (known == nullptr || !answers(head(), known->facts.endpoint)) return std::nullopt;
  const auth::PresentedLogin* presented = login();
  if (presented == nullptr) return std::nullopt;
  auto verified = shared_.services.authenticator.recall_login(*presented, patience);
  // What an earlier call admitted still belongs to the caller that it found.
  if (verified == nullptr) return std::nullopt;
  verified_ = std::move(verified);
  note_operation(find_operation(known->facts.endpoint, head().method));
  note_caller();
  shared_.counts.hits.add();
  return make_conditional(head(), known->response);
}

// Reads are brief if those of the stores are, with three exceptions. HEAD of a blob may commit a
// hold for a client that is pushing. The state of an upload may be changing under another request.
// A list of referrers, which HEAD does not make, may have 4 MiB.
http::Effort Exchange::effort() {
  const plane::Services& services = shared_.services;
  if (!is_reading(head()) || services.metadata.read_cost() == ReadCost::may_wait) {
    return http::Effort::may_wait;
  }
  const std::optional<Route>& route = target().route;
  const bool is_head = head().method == http::Method::head;
  const bool may_wait = route && (route->endpoint == Endpoint::upload ||
                                  (route->endpoint == Endpoint::referrers && !is_head) ||
                                  (route->endpoint == Endpoint::blob &&
                                   (is_head || services.blobs.read_cost() == ReadCost::may_wait)));
  return may_wait ? http::Effort::may_wait : http::Effort::brief;
}

http::Response Exchange::answer(std::string_view body) {
  MetadataStore& metadata = shared_.services.metadata;
  if (metadata.read_cost() == ReadCost::may_wait) {
    if (auto known = recall(Patience::can_wait)) return *std::move(known);
  }
  const bool is_admitted = is_still_admitted();
  const auto reader = metadata.reader();
  if (!is_admitted) {
    if (auto answered = admit(*reader, body)) return *std::move(answered);
  }
  auto& [operation, request, basis] = *admitted_;
  request.reads = reader.get();
  if (only_reads(*operation)) {
    shared_.counts.misses.add();
  } else {
    reader->renew();
    request.reads = &latest_;
  }
  auto answered = std::get<AnswerFunction>(operation->run)(request, body);
  if (!answered) return to_response(answered.error(), request.origin);
  // What an earlier admission depends on, the reader does not know.
  if (!is_admitted && is_lasting(*operation, answered->response)) {
    shared_.answers.keep(reader->basis(), key(), *operation, *answered);
  }
  return make_conditional(head(), std::move(answered->response));
}

std::optional<http::Response> Exchange::admit_to_write() {
  const auto reader = shared_.services.metadata.reader();
  auto answered = admit(*reader, {});
  if (!answered) admitted_->request.reads = &latest_;
  return answered;
}

std::variant<http::Response, std::unique_ptr<http::BodySink>> Exchange::open() {
  if (auto answered = admit_to_write()) return *std::move(answered);
  const auto& [operation, request, basis] = *admitted_;
  if (std::holds_alternative<AnswerFunction>(operation->run)) {
    const std::string access_key_id = request.caller ? request.caller->access_key_id : "";
    return plane::gather_body(*this, operation->max_body_bytes, shared_.body_room, access_key_id);
  }
  auto opened = std::get<OpenFunction>(operation->run)(request);
  if (!opened) return to_response(opened.error(), request.origin);
  auto* sink = std::get_if<BodySinkPtr>(&*opened);
  if (sink == nullptr) return *std::move(opened);
  return std::make_unique<ReadmittedSink>(*this, std::move(*sink));
}

http::Response Exchange::too_large(std::uint64_t limit_bytes) {
  return to_response(Error{.code = ErrorCode::body_too_large, .facts = Limit{limit_bytes}},
                     origin());
}

http::Response Exchange::refused(const http::Refusal& refusal) {
  return to_response(to_wire_error(refusal));
}

http::Response Exchange::failed() {
  if (is_out_of_room(std::current_exception())) return no_room();
  return to_response(
      {.status = 500, .code = "UNKNOWN", .message = std::string(messages::kServerError)});
}

}  // namespace berth::oci
