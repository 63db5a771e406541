// What an image is, by its media types: for a label and for the commands that suit it.
#pragma once

#include <cstdint>
#include <string_view>

namespace berth::gallery {

enum class Kind : std::uint8_t {
  image,  // a container image for one platform
  index,  // for several
  helm_chart,
  wasm,
  model,      // of machine learning
  signature,  // nobody has checked it
  attestation,
  sbom,
  scan_result,
  artifact,  // anything else
};

// `media_type`: of the manifest. `artifact_type`: its artifactType or, without one, the media type
// of its config; empty: none.
Kind kind_of(std::string_view media_type, std::string_view artifact_type);

// "Helm chart". Lives for ever.
std::string_view label_of(Kind kind);
// "helm-chart": the same in JSON. Lives for ever.
std::string_view name_of(Kind kind);

}  // namespace berth::gallery
