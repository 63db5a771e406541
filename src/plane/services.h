// What both planes, aws/ and oci/, work with.
#pragma once

#include "auth/authenticator.h"
#include "auth/authorizer.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "registry/ports/account_store.h"
#include "registry/ports/blob_store.h"
#include "registry/ports/metadata_store.h"
#include "registry/ports/reader.h"
#include "registry/rules/quotas.h"
#include "registry/use_cases/uploads.h"

namespace berth::plane {

// Live as long as the plane. Any thread may use them.
struct Services {
  AccountStore& accounts;
  MetadataStore& metadata;
  BlobStore& blobs;
  const auth::Authenticator& authenticator;
  const auth::Authorizer& authorizer;
  const Quotas& quotas;
  const Clock& clock;
  Entropy& entropy;

  [[nodiscard]] LatestReads latest() const { return {metadata, accounts}; }
  [[nodiscard]] UploadServices for_uploads() const {
    return {.metadata = metadata, .blobs = blobs, .clock = clock, .quotas = quotas};
  }
};

}  // namespace berth::plane
