// co_await a plain function that runs on a worker thread.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <type_traits>
#include <utility>

#include "net/asio_types.h"
#include "net/worker_pool.h"

namespace berth::net {

template <typename Function, typename Handler>
class WorkerJob final : public Job {
 public:
  WorkerJob(Function function, Handler handler)
      : function_(std::move(function)), handler_(std::move(handler)) {}

  void run() noexcept override {
    // The coroutine continues on the thread of its socket.
    auto executor = asio::get_associated_executor(handler_);
    asio::post(executor, [handler = std::move(handler_), result = function_()]() mutable {
      std::move(handler)(std::move(result));
    });
  }

 private:
  Function function_;
  Handler handler_;
};

// `function` takes nothing, does not throw, and returns a movable value. Name it and move it in:
// a lambda written inside the co_await expression is destroyed twice by g++ 12.
template <typename Function>
auto on_worker(WorkerPool& pool, Function function) {
  using Value = std::invoke_result_t<Function>;
  return asio::async_initiate<const UseAwaitable, void(Value)>(
      [](auto handler, WorkerPool* to, Function work) {
        using Handler = decltype(handler);
        to->submit(
            std::make_unique<WorkerJob<Function, Handler>>(std::move(work), std::move(handler)));
      },
      use_awaitable, &pool, std::move(function));
}

}  // namespace berth::net
