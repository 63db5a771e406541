#include "aws/ecr_public/operation_table.h"

#include <algorithm>
#include <array>

#include "aws/ecr_public/operations/all.h"
#include "aws/protocol/decoder.h"
#include "aws/protocol/encoder.h"

namespace berth::aws {
namespace {

constexpr std::string_view kTargetPrefix = "SpencerFrontendService.";

template <Operation Op>
std::expected<std::string, ServiceError> invoke(const Context& context, json::Object source) {
  const auto request = Decoder::decode<typename Op::Request>(source);
  if (!request) return std::unexpected(Refusal(request.error()).error);
  auto response = Op::run(context, *request);
  if (!response) return std::unexpected(std::move(response.error().error));
  std::string out;
  if constexpr (requires { response->expected_bytes; }) out.reserve(response->expected_bytes);
  json::Writer writer(out);
  write_structure(writer, *response);
  return out;
}

template <Operation Op>
constexpr RequestSize request_size_of() {
  if constexpr (requires { Op::kRequestSize; }) return Op::kRequestSize;
  return RequestSize::small;
}

template <Operation Op>
constexpr AnswerKind answer_kind_of() {
  if constexpr (requires { Op::kAnswer; }) return Op::kAnswer;
  return AnswerKind::of_moment;
}

template <Operation Op>
constexpr Effort effort_of() {
  if constexpr (requires { Op::kEffort; }) return Op::kEffort;
  return answer_kind_of<Op>() == AnswerKind::of_store ? Effort::brief : Effort::may_wait;
}

template <Operation Op>
constexpr Growth growth_of() {
  if constexpr (requires { Op::kGrowth; }) return Op::kGrowth;
  return Growth::none;
}

template <Operation... Ops>
constexpr std::array<OperationEntry, sizeof...(Ops)> make_table(OperationList<Ops...>) {
  return {OperationEntry{Ops::kName, request_size_of<Ops>(), answer_kind_of<Ops>(),
                         effort_of<Ops>(), growth_of<Ops>(), &invoke<Ops>}...};
}

constexpr auto kOperations = make_table(AllOperations());

}  // namespace

std::span<const OperationEntry> operations() {
  return kOperations;
}

std::uint8_t row_of(const OperationEntry& operation) {
  return static_cast<std::uint8_t>(&operation - kOperations.data());
}

const OperationEntry* find_operation(std::string_view target) {
  if (!target.starts_with(kTargetPrefix)) return nullptr;
  const auto* found =
      std::ranges::find(kOperations, target.substr(kTargetPrefix.size()), &OperationEntry::name);
  return found != kOperations.end() ? found : nullptr;
}

}  // namespace berth::aws
