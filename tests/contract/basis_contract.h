// The contract of every metadata store and the account store beside it: what was read stays current
// until a write changes a part of the stores that it depends on, and no longer.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "contract/metadata_store_contract.h"

namespace berth {

// Two repositories of one registry, and another registry.
class BasisContract : public MetadataStoreContract {
 protected:
  using Names = std::vector<std::string>;
  using Read = std::function<void(Reads&)>;
  using Write = std::function<void()>;

  BasisContract();

  Basis basis_of(const Read& read);
  // What the write outdates: answers about "web", "tools", "acme" or "globex".
  Names outdated_by(const Write& write);
  // What the read depends on, by the same names.
  Names read_by(const Read& read);
  void put_tag(const Repository& repository);
  void rename(const RegistryId& registry);

  const RegistryId globex_ = *RegistryId::parse("210987654321");
  const Blob layer_{.digest = Digest::of("layer"), .size_bytes = 5};
  const Blob small_{.digest = Digest::of("small"), .size_bytes = 5};
  Repository web_ = create("web");
  Repository tools_ = create("tools");
};

}  // namespace berth
