// Listings of tags and the search over repositories, by looking at everything.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registry/ports/metadata_reads.h"
#include "storage/memory/state.h"

namespace berth::storage::memory {

TagView view_of(const RepositoryRows& rows, std::string_view name, const TagRow& tag);

TagListing find_tags(const RepositoryRows& rows, const TagQuery& query, const TagVisitor& visit);
std::vector<std::string> list_image_tags(const RepositoryRows& rows, const Digest& digest,
                                         std::string_view after, std::size_t limit);

FoundRepositories search(const State& state, const RepositorySearch& search);

}  // namespace berth::storage::memory
