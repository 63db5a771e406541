// Figures as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace berth::gallery {

// "512 B", "1.5 kB", "23 MB": in steps of 1000, as docker and podman show sizes.
std::string size_text(std::uint64_t bytes);
// "2026-01-02 03:04 UTC"
std::string time_text(Timestamp time);
// "sha256:0a1b2c3d4e5f": enough to tell two digests apart.
std::string short_digest(std::string_view digest);
// "1 tag", "2 tags"; `noun` in the singular.
std::string count_text(std::uint64_t count, std::string_view noun);

}  // namespace berth::gallery
