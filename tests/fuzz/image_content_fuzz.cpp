// Manifests and configs, as pages show them.
#include "fuzz.h"
#include "gallery/image_content.h"

namespace berth::fuzz {
namespace {

void check_texts(const std::vector<gallery::NamedText>& texts) {
  require(texts.size() <= gallery::kMaxShownElements, "a page shows only so many texts");
  for (const auto& [name, value] : texts) {
    require(name.size() <= gallery::kMaxShownTextBytes + 3, "a name is cut");
    require(value.size() <= gallery::kMaxShownTextBytes + 3, "a value is cut");
  }
}

}  // namespace

void check(std::string_view input) {
  if (const auto manifest = gallery::read_manifest_content(input)) {
    check_texts(manifest->annotations);
    require(manifest->layers.size() <= gallery::kMaxShownElements, "and so many layers");
    require(gallery::platforms_of(*manifest).size() + gallery::attestations_of(*manifest) <=
                manifest->manifests.size(),
            "an attestation is no platform");
  }
  if (const auto config = gallery::read_config_content(input)) {
    check_texts(config->labels);
    require(config->history.size() <= gallery::kMaxShownElements, "and so many lines");
  }
}

}  // namespace berth::fuzz
