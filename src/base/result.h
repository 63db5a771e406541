// Expected outcomes are values: std::expected, with an error type of the layer that returns it
// (registry/values/error.h, base/problem.h, ...). Exceptions mean a bug or a broken machine and are
// caught once, at the edge of the worker that runs a request.
#pragma once

#include <expected>
#include <utility>

namespace berth {

// Passes an error on: `return failure_of(result);`. Moves it out of a result that is not const.
template <typename T, typename E>
std::unexpected<E> failure_of(std::expected<T, E>& result) {
  return std::unexpected(std::move(result.error()));
}
template <typename T, typename E>
std::unexpected<E> failure_of(const std::expected<T, E>& result) {
  return std::unexpected(result.error());
}

}  // namespace berth
