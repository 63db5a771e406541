// Where reading methods get a connection from.
#pragma once

#include <memory>

#include "storage/sqlite/rows/connection.h"

namespace berth::storage::sqlite {

class ReaderPool;

class Connections {
 public:
  struct GiveBack {
    ReaderPool* pool = nullptr;  // null: it is only lent
    void operator()(Connection* connection) const;
  };
  // A connection in use. Goes back to where it came from at the end.
  using Lease = std::unique_ptr<Connection, GiveBack>;

  Connections() = default;
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;
  virtual ~Connections() = default;

  virtual Lease take() = 0;
};

}  // namespace berth::storage::sqlite
