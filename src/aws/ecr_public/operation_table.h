// The operations Berth answers, by name.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "aws/ecr_public/operation.h"
#include "aws/protocol/service_error.h"
#include "json/value.h"

namespace berth::aws {

struct OperationEntry {
  std::string_view name;
  RequestSize request_size;
  AnswerKind answer;
  Effort effort;
  Growth growth;
  // Decodes and checks the request, runs it, and encodes the response.
  std::expected<std::string, ServiceError> (*invoke)(const Context& context, json::Object request);
};

// All of them.
std::span<const OperationEntry> operations();
// Its place among all.
std::uint8_t row_of(const OperationEntry& operation);
// "SpencerFrontendService.DescribeImageTags", the X-Amz-Target header. nullptr if no such operation
// exists.
const OperationEntry* find_operation(std::string_view target);

}  // namespace berth::aws
