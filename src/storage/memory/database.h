// The metadata of one memory, which many stores may have open.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <type_traits>

#include "storage/memory/state.h"

namespace berth::storage::memory {

// Any thread may call. A write changes the state in place, unless somebody looks at it: then it
// changes a copy, which costs as much as is stored.
class Database {
 public:
  // A state that nobody changes. Must not outlive the database.
  class Snapshot {
   public:
    explicit Snapshot(Database& database);
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    ~Snapshot();
    const State& operator*() const { return *state_; }

   private:
    Database& database_;
    std::shared_ptr<const State> state_;
  };

  // `operation` must not call the database; a view that it gets ends with it.
  template <typename Operation>
  auto read(const Operation& operation) {
    const std::scoped_lock lock(mutex_);
    return operation(std::as_const(*state_));
  }
  // If the operation fails, it must not have changed anything.
  template <typename Operation>
  auto write(const Operation& operation) {
    const std::scoped_lock lock(mutex_);
    if (state_.use_count() > 1) state_ = std::make_shared<State>(*state_);
    return operation(*state_);
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<State> state_ = std::make_shared<State>();  // copied and dropped under the mutex
};

// What reads are of: the state at each call, or one state.
class Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;

  virtual void visit(const std::function<void(const State&)>& visitor) = 0;
  // Called after the read of that part.
  virtual void note(const Scope& scope) = 0;

  template <typename Operation>
  auto read(const Operation& operation) {
    using Value = std::invoke_result_t<Operation, const State&>;
    if constexpr (std::is_void_v<Value>) {
      visit(operation);
    } else {
      std::optional<Value> value;
      visit([&](const State& state) { value.emplace(operation(state)); });
      return *std::move(value);
    }
  }
  template <typename Operation>
  auto read(const Scope& scope, const Operation& operation) {
    using Value = std::invoke_result_t<Operation, const State&>;
    if constexpr (std::is_void_v<Value>) {
      visit(operation);
      note(scope);
    } else {
      Value value = read(operation);
      note(scope);
      return value;
    }
  }
  // Reads what a repository has; an empty value if the repository is gone.
  template <typename Operation>
  auto read(RepositoryKey repository, const Operation& operation) {
    using Value = std::invoke_result_t<Operation, const RepositoryRows&>;
    return read(Scope::of(repository), [&](const State& state) -> Value {
      const RepositoryRows* rows = state.find(repository);
      if (rows != nullptr) return operation(*rows);
      return Value();
    });
  }
};

}  // namespace berth::storage::memory
