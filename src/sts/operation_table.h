// The operations of STS that Berth answers, by name.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "plane/services.h"
#include "registry/values/model.h"

namespace berth::sts {

// What an operation may use.
struct Context {
  const plane::Services& services;
  const Principal& caller;
};

struct Operation {
  std::string_view name;
  // Returns the content of its result: the elements within <GetCallerIdentityResult>.
  std::string (*run)(const Context& context);
};

// All of them.
std::span<const Operation> operations();
// Its place among all.
std::uint8_t row_of(const Operation& operation);
// Null: no such operation.
const Operation* find_operation(std::string_view name);

}  // namespace berth::sts
