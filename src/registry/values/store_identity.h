// What ties the parts of a store together, wherever each of them is kept, so that none is ever used
// with those of another store: docs/formats/schema.md, docs/formats/blob-directory.md.
#pragma once

#include <string>

#include "registry/values/names.h"

namespace berth {

// What the metadata say.
struct StoreIdentity {
  std::string id;               // a UUID (RFC 9562), made with the store and never changed
  std::string key_fingerprint;  // of the key that seals the secrets: auth::KeyRing::fingerprint()
};

// What the blobs say.
struct BlobsMark {
  std::string store_id;
  // The store's oldest registry. A copy of the metadata from before there were marks has no
  // identity: it is known by this.
  RegistryId first_registry;

  bool operator==(const BlobsMark&) const = default;
};

}  // namespace berth
