// Where reading methods get a connection from.
#pragma once

#include <memory>

#include "registry/ports/basis.h"
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
  // This part of the stores is read, or was: for a reader's basis.
  virtual void note(const Scope&) {}
  Lease take_for(const Scope& scope) {
    Lease taken = take();
    note(scope);
    return taken;
  }
};

}  // namespace berth::storage::sqlite
