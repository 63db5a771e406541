// What an answer depends on: the parts of the stores that were read for it, and their versions.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>

#include "registry/values/model.h"

namespace berth {

// A part of the stores. A write says which parts it changes, and a reader notes which ones it read.
class Scope {
 public:
  enum class Kind : std::uint8_t { everything, registry, repository };

  // Whatever is stored: of reads that no smaller part covers.
  static constexpr Scope everything() { return {Kind::everything, 0}; }
  // Its images, tags, blobs, policy, resource tags and catalog data.
  static constexpr Scope of(RepositoryKey repository) {
    return {Kind::repository, static_cast<std::uint64_t>(repository)};
  }
  // Its aliases, display name, users, keys and their policies, and which repositories it has.
  static Scope of(const RegistryId& registry) {
    std::uint64_t number = 0;
    const std::string& digits = registry.text();
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return {Kind::registry, number};
  }

  [[nodiscard]] constexpr Kind kind() const { return static_cast<Kind>(code_ >> kNumberBits); }
  // The repository's key or the account's id.
  [[nodiscard]] constexpr std::uint64_t number() const { return code_ & kMaxNumber; }
  bool operator==(const Scope&) const = default;

 private:
  // In eight bytes, because every answer that is kept has some.
  static constexpr unsigned kNumberBits = 62;
  static constexpr std::uint64_t kMaxNumber = (std::uint64_t{1} << kNumberBits) - 1;

  constexpr Scope(Kind kind, std::uint64_t number)
      : code_(static_cast<std::uint64_t>(kind) << kNumberBits | (number & kMaxNumber)) {}

  std::uint64_t code_;
};

// A value of the store's own: compared by nobody else.
using ScopeVersion = std::uint64_t;

struct Dependency {
  Scope scope;
  ScopeVersion version;
  bool operator==(const Dependency&) const = default;
};

// Some dependencies; without any, what depends on it never changes. A plain value without
// allocations.
class Basis {
 public:
  // An answer reads a repository, its registry and the caller's; some need one more.
  static constexpr std::size_t kMaxDependencies = 4;

  Basis() = default;
  explicit Basis(const Dependency& only) : count_(1) { dependencies_[0] = only; }

  [[nodiscard]] std::span<const Dependency> dependencies() const {
    return {dependencies_.data(), count_};
  }
  [[nodiscard]] bool has(const Scope& scope) const {
    for (const Dependency& known : dependencies()) {
      if (known.scope == scope) return true;
    }
    return false;
  }
  // From now on it depends on that too or, without room for another dependency, on everything. The
  // version must be no newer than that of what was read first.
  void depend_on(const Dependency& dependency) {
    if (has(Scope::everything()) || has(dependency.scope)) return;
    if (count_ < kMaxDependencies && dependency.scope != Scope::everything()) {
      dependencies_[count_++] = dependency;
    } else {
      *this = Basis({.scope = Scope::everything(), .version = dependency.version});
    }
  }

 private:
  std::array<Dependency, kMaxDependencies> dependencies_ = make_unused();
  std::size_t count_ = 0;

  static constexpr std::array<Dependency, kMaxDependencies> make_unused() {
    constexpr Dependency unused{.scope = Scope::everything(), .version = 0};
    return {unused, unused, unused, unused};
  }
};

// Whether what was read on a basis is what a read would find now.
enum class Currency : std::uint8_t {
  current,
  outdated,
  must_ask,  // only the store knows: ReaderSource::check()
};

}  // namespace berth
