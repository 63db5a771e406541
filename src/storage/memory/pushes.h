// Pushes and deletions: reads the facts, asks the rules, writes the plan.
#pragma once

#include <string>
#include <string_view>

#include "registry/ports/metadata_store.h"
#include "storage/memory/state.h"

namespace berth::storage::memory {

// Errors: those of the methods of MetadataStore. Says itself what it touches.
Result<PutImageOutcome> put_image(State& state, const Push& push, const Quotas& quotas);
Result<DeletedImage> delete_tag(State& state, const Repository& repository,
                                const TagDeletion& deletion, const Author& author);
Result<DeletedImage> delete_image(State& state, const Repository& repository, const Digest& digest,
                                  const Author& author);
Result<TagOutcome> move_tag(State& state, RepositoryRows& rows, const Repository& repository,
                            const TagName& tag, const Digest& digest, std::int64_t last_sequence,
                            const Author& author, const Quotas& quotas);

}  // namespace berth::storage::memory
