// What the connections do, over and over: one operation after the other, each checked.
#pragma once

#include <algorithm>
#include <boost/json/object.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "load/connection.h"

namespace berth::load {

class Work {
 public:
  Work() = default;
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  virtual ~Work() = default;

  // False: everything is done or under way.
  [[nodiscard]] virtual bool has_more() const { return true; }
  // One operation, from its first request to its last answer. Throws if an answer is wrong. Called
  // for many connections at a time, on one thread.
  virtual Awaitable<void> operate(Connection& connection) = 0;
  // Digests of what was made, so that others can check whether it exists.
  [[nodiscard]] const std::vector<std::string>& made() const { return made_; }

 protected:
  void note(std::string digest) { made_.push_back(std::move(digest)); }

 private:
  std::vector<std::string> made_;
};

// By `kind`: "requests", "blobs", "images", "manifests", "listing", "details". The parameters of
// each are described with its class in work.cpp and details.h. Throws if something is missing.
std::unique_ptr<Work> make_work(const boost::json::object& description);

// A file that an answer must equal, byte by byte.
class ExpectedBody {
 public:
  explicit ExpectedBody(std::string content) : content_(std::move(content)) {}
  [[nodiscard]] std::size_t size() const { return content_.size(); }
  [[nodiscard]] bool has_at(std::size_t offset, std::string_view piece) const {
    return std::string_view(content_).substr(std::min(offset, size()), piece.size()) == piece;
  }

 private:
  std::string content_;
};

}  // namespace berth::load
