// The operations of STS that Berth answers, by name.
#pragma once

#include <string>
#include <string_view>

#include "plane/services.h"
#include "registry/values/model.h"

namespace berth::sts {

// What one run may use.
struct Context {
  const plane::Services& services;
  const Principal& caller;
};

struct Operation {
  std::string_view name;
  // What its result holds: the elements within <GetCallerIdentityResult>.
  std::string (*run)(const Context& context);
};

// Null: there is none.
const Operation* find_operation(std::string_view name);

}  // namespace berth::sts
