#include "plane/pushers.h"

#include "registry/use_cases/blobs.h"

namespace berth::plane {
namespace {

bool may_push(const Services& services, Reads& reads, const Principal& caller,
              const auth::Circumstances& circumstances, const Repository& repository) {
  const auth::Target target = auth::repository_target(repository);
  const auto may = [&](std::string_view operation) {
    return services.authorizer.authorize(reads, caller, circumstances, operation, target)
        .has_value();
  };
  return may("PutImage") || may("InitiateLayerUpload");
}

}  // namespace

std::optional<Blob> find_blob_for(const Services& services, Reads& reads,
                                  const auth::Caller& caller,
                                  const auth::Circumstances& circumstances,
                                  const Repository& repository, const Digest& digest) {
  if (!caller) return reads.metadata().find_blob(repository.key, digest);
  return hold_for_push(services.metadata, services.blobs, services.clock, repository, digest, [&] {
    return may_push(services, reads, *caller, circumstances, repository);
  });
}

}  // namespace berth::plane
