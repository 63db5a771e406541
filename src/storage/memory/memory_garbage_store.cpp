#include "storage/memory/memory_garbage_store.h"

#include <algorithm>
#include <tuple>

#include "registry/rules/audit.h"

namespace berth::storage::memory {
namespace {

struct Unnamed {
  Timestamp since;
  RepositoryKey repository = 0;
  std::string digest;
  std::uint64_t size_bytes = 0;
};

// The oldest first.
std::vector<Unnamed> list_unnamed(const State& state, Timestamp before) {
  std::vector<Unnamed> found;
  for (const auto& [key, rows] : state.repositories) {
    for (const auto& [digest, link] : rows.links) {
      if (!link.unnamed_since || *link.unnamed_since >= before) continue;
      found.push_back({.since = *link.unnamed_since,
                       .repository = key,
                       .digest = digest,
                       .size_bytes = link.size_bytes});
    }
  }
  std::ranges::sort(found, {}, [](const Unnamed& unnamed) {
    return std::tie(unnamed.since, unnamed.repository, unnamed.digest);
  });
  return found;
}

auto place_of(const UnheldBlob& unheld) {
  return std::tie(unheld.since, unheld.blob.digest.text());
}

std::ptrdiff_t holder_count(const State& state, const std::string& digest) {
  return std::ranges::count_if(
      state.repositories, [&](const auto& entry) { return entry.second.links.contains(digest); });
}

}  // namespace

std::size_t MemoryGarbageStore::unlink_unnamed(Timestamp before, std::size_t limit,
                                               const Author& author) {
  return write([&](State& state) {
    auto due = list_unnamed(state, before);
    if (due.size() > limit) due.resize(limit);
    for (const Unnamed& unnamed : due) {
      RepositoryRows& holder = *state.find(unnamed.repository);
      state.record(author, change_of_unlinking(state.full_name(holder),
                                               {.digest = Digest::parse(unnamed.digest).value(),
                                                .size_bytes = unnamed.size_bytes}));
      state.unlink(holder, unnamed.digest, unnamed.since);
      state.touch(Scope::of(unnamed.repository));
    }
    return due.size();
  });
}

std::vector<UnheldBlob> MemoryGarbageStore::list_unheld(Timestamp before,
                                                        const std::optional<UnheldBlob>& after,
                                                        std::size_t limit) {
  auto found = read([&](const State& state) {
    std::vector<UnheldBlob> blobs;
    for (const auto& [digest, row] : state.unheld) {
      UnheldBlob unheld{
          .blob = {.digest = Digest::parse(digest).value(), .size_bytes = row.size_bytes},
          .since = row.since};
      if (row.since >= before || (after && place_of(unheld) <= place_of(*after))) continue;
      blobs.push_back(std::move(unheld));
    }
    return blobs;
  });
  std::ranges::sort(found, {}, [](const UnheldBlob& unheld) { return place_of(unheld); });
  if (found.size() > limit)
    found.erase(found.begin() + static_cast<std::ptrdiff_t>(limit), found.end());
  return found;
}

bool MemoryGarbageStore::is_held(const Digest& digest) {
  return read([&](const State& state) { return state.is_held(digest.text()); });
}

GarbageCount MemoryGarbageStore::forget_unheld(std::span<const UnheldBlob> blobs,
                                               const Author& author) {
  return write([&](State& state) {
    GarbageCount given_back;
    for (const UnheldBlob& unheld : blobs) {
      const std::string& digest = unheld.blob.digest.text();
      const auto known = state.unheld.find(digest);
      // Held and unheld again meanwhile, with a new time: it waits once more.
      if (known == state.unheld.end() || known->second.since != unheld.since) continue;
      state.unheld.erase(known);
      state.record(author, change_of_removal(unheld.blob));
      if (state.is_held(digest) || state.small_blobs.erase(digest) == 0) continue;
      ++given_back.count;
      given_back.size_bytes += unheld.blob.size_bytes;
    }
    return given_back;
  });
}

std::vector<Blob> MemoryGarbageStore::find_orphans(std::span<const Blob> stored) {
  return read([&](const State& state) {
    std::vector<Blob> orphans;
    for (const Blob& blob : stored) {
      const std::string& digest = blob.digest.text();
      if (!state.is_held(digest) && !state.unheld.contains(digest)) orphans.push_back(blob);
    }
    return orphans;
  });
}

void MemoryGarbageStore::add_unheld(std::span<const Blob> orphans, Timestamp now) {
  write([&](State& state) {
    for (const Blob& blob : orphans) {
      if (state.unheld.contains(blob.digest.text())) continue;
      state.add_unheld(blob.digest.text(), blob.size_bytes, now);
    }
  });
}

bool MemoryGarbageStore::has_repository(RepositoryKey repository) {
  return read([&](const State& state) { return state.find(repository) != nullptr; });
}

void MemoryGarbageStore::forget_upload_parts(Timestamp before) {
  write([&](State& state) {
    for (auto& [key, rows] : state.repositories) {
      std::erase_if(rows.parts,
                    [&](const auto& entry) { return entry.second.updated_at < before; });
    }
  });
}

GarbageReport MemoryGarbageStore::measure(Timestamp before) {
  return read([&](const State& state) {
    GarbageReport report;
    const auto add = [&](std::uint64_t size_bytes) {
      ++report.blobs.count;
      report.blobs.size_bytes += size_bytes;
    };
    for (const auto& [digest, row] : state.unheld) {
      if (row.since < before) add(row.size_bytes);
    }
    const auto due = list_unnamed(state, before);
    report.links = due.size();
    ByText<std::ptrdiff_t> due_links;
    for (const Unnamed& unnamed : due) {
      // The last link that keeps the blob.
      if (++due_links[unnamed.digest] == holder_count(state, unnamed.digest)) {
        add(unnamed.size_bytes);
      }
    }
    return report;
  });
}

std::optional<GarbageStore::Waiting> MemoryGarbageStore::find_waiting() {
  return read([](const State& state) {
    std::optional<Waiting> waiting;
    const auto add = [&](Timestamp since) {
      if (!waiting) waiting = Waiting{.first = since, .last = since};
      waiting->first = std::min(waiting->first, since);
      waiting->last = std::max(waiting->last, since);
    };
    for (const auto& [key, rows] : state.repositories) {
      for (const auto& [digest, link] : rows.links) {
        if (link.unnamed_since) add(*link.unnamed_since);
      }
    }
    for (const auto& [digest, row] : state.unheld) add(row.since);
    return waiting;
  });
}

}  // namespace berth::storage::memory
