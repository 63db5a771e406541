// The requests that replace DescribeImageTags on a registry without it: the tags, then the manifest
// and the config of each.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "load/work.h"

namespace berth::load {

// All tags of a repository: {"repository", "tags": how many there are}. One operation is the whole
// list, in pages as large as the registry makes them. Throws if there are more or fewer.
class Listing final : public Work {
 public:
  explicit Listing(const boost::json::object& description);

  Awaitable<void> operate(Connection& connection) override;

 private:
  std::string repository_;
  std::uint64_t wanted_;
};

// {"repository", "tags": how many there are}. One operation is all of it, the tags divided among
// the lanes of the operation: one connection each. Every answer is checked against its digest.
class Details final : public Work {
 public:
  explicit Details(const boost::json::object& description);

  // Does everything on one connection.
  Awaitable<void> operate(Connection& connection) override;

  // First: lists the names of all tags, page by page. Throws if their number is wrong.
  Awaitable<void> list(Connection& connection);
  // Then, on each connection: describes one tag after the other, until none is left.
  Awaitable<void> describe(Connection& connection);

 private:
  Awaitable<void> describe_tag(Connection& connection, std::string tag);
  Awaitable<std::string> get(Connection& connection, std::string path, std::string_view accept);

  std::string repository_;
  std::uint64_t wanted_;
  std::vector<std::string> tags_;
  std::size_t next_ = 0;
};

}  // namespace berth::load
