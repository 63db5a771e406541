// Which writer may change an upload session (registry/ports/blob_store.h): its holder, until
// another writer takes the session over.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/steady_clock.h"
#include "registry/values/error.h"

namespace berth {

// 5 s: a holder that is idle for so long may be a dead connection, which TCP notices much later,
// and its client may be back to go on.
inline constexpr std::chrono::milliseconds kIdleBeforeTakeover{5'000};

// The writer that has a session. Each of its changes is a use.
struct UploadHolder {
  std::uint64_t epoch = 0;       // of the writer; grows from writer to writer of the session
  std::uint64_t uses_begun = 0;  // so far
  unsigned uses = 0;             // now
  SteadyTime idle_since;         // if there are none
};

// Whether the holder keeps all others from opening the session.
bool is_busy(const UploadHolder& holder, SteadyTime now);

// What a writer that means to take a session over has seen of its idle holder. Until it does, the
// holder loses nothing.
struct UploadClaim {
  std::uint64_t epoch = 0;
  std::uint64_t uses_begun = 0;
};
UploadClaim claim_on(const UploadHolder& holder);

// Whether a writer may change the session that has this holder. `claim`: nullopt if the writer has
// had the session.
bool may_change(std::uint64_t epoch, const std::optional<UploadClaim>& claim,
                const UploadHolder& holder);
// The answer to a writer that may not, whatever became of the session. upload_in_use for a claim
// whose holder has gone on or ended since, otherwise upload_not_found.
ErrorCode refusal_of_change(const std::optional<UploadClaim>& claim);

}  // namespace berth
