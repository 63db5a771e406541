// The contract of stores that any number of servers may have open at the same time.
#pragma once

#include <gmock/gmock.h>

#include <ostream>

#include "base/entropy.h"
#include "base/test_clocks.h"
#include "base/test_support.h"
#include "contract/blob_store_contract.h"
#include "stores/open_stores.h"
#include "stores/test_support.h"

namespace berth {

struct SharedKind {
  const char* name;
  const stores::StoreKind* kind;
};

// How test runners print the parameter.
inline void PrintTo(const SharedKind& shared, std::ostream* out) {
  *out << shared.name;
}

// Two servers, and two repositories.
class SharedStoresContract : public testing::TestWithParam<SharedKind> {
 protected:
  SharedStoresContract() { EXPECT_TRUE(stores::create_registry(one_.accounts(), {})); }

  Repository create(std::string_view name) {
    return *one_.metadata().create_repository(
        {.registry = blob_registry(), .name = *RepositoryName::parse(name), .created_at = {}}, {});
  }
  UploadKey begin(const stores::Stores& server, const Repository& repository);
  // Appends to an upload, or does not have it.
  static Result<void> append(UploadWriter& writer, std::string_view text) {
    return writer.append(std::as_bytes(std::span(text)));
  }
  static Basis basis_of(const stores::Stores& server, const Repository& repository);
  // Pushes a blob and an image that names it. False if the blob was collected in between.
  bool push(const stores::Stores& server, const Repository& repository, const std::string& layer);

  const TemporaryFolder folder_;
  SystemClock clock_;
  SystemEntropy entropy_;
  // No upload is taken over, however long the machine stalls, unless the test lets time pass.
  ManualSteadyClock steady_clock_;
  const stores::Stores one_ = open();
  const stores::Stores other_ = open();

 private:
  [[nodiscard]] stores::Stores open() const {
    return stores::open_stores(stores::config_of(folder_.path()), StoreRole::server,
                               {.kind = GetParam().kind, .steady_clock = &steady_clock_});
  }
};

}  // namespace berth
