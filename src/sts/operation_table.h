// The operations of STS that Berth answers, by name.
#pragma once

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

// Null: no such operation.
const Operation* find_operation(std::string_view name);

}  // namespace berth::sts
