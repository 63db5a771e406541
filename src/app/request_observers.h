// Tells several observers of each request: the log, and whatever else wants to know.
#pragma once

#include <utility>
#include <vector>

#include "net/observer.h"

namespace berth::app {

// Any thread may call.
class RequestObservers final : public net::Observer {
 public:
  // In this order. They must outlive the object.
  explicit RequestObservers(std::vector<net::Observer*> observers)
      : observers_(std::move(observers)) {}

  void request_ended(const net::AccessRecord& record) override {
    for (net::Observer* observer : observers_) observer->request_ended(record);
  }

 private:
  const std::vector<net::Observer*> observers_;
};

}  // namespace berth::app
