// Ties the parts of a store together, wherever each of them is kept, so that none is ever used with
// parts of another store: docs/formats/schema.md, docs/formats/blob-directory.md.
#pragma once

#include <string>

#include "registry/values/names.h"

namespace berth {

// The identity that the metadata record.
struct StoreIdentity {
  std::string id;               // a UUID (RFC 9562), created with the store, never changed
  std::string key_fingerprint;  // of the key that seals the secrets: auth::KeyRing::fingerprint()
};

// The mark that lies beside the blobs.
struct BlobsMark {
  std::string store_id;
  // The store's oldest registry. A copy of the metadata from before marks existed has no identity:
  // it is recognised by this.
  RegistryId first_registry;

  bool operator==(const BlobsMark&) const = default;
};

}  // namespace berth
