#include "gallery/kind.h"

#include <array>
#include <utility>

#include "gallery/image_content.h"
#include "registry/values/media_types.h"

namespace berth::gallery {
namespace {

struct KnownType {
  std::string_view start;  // of the artifact type
  Kind kind;
};

// The first that fits counts.
constexpr std::array kKnownTypes{
    KnownType{"application/vnd.cncf.helm.", Kind::helm_chart},
    KnownType{"application/vnd.wasm.", Kind::wasm},
    KnownType{"application/vnd.module.wasm.", Kind::wasm},
    KnownType{"application/vnd.cncf.model.", Kind::model},
    KnownType{"application/vnd.ollama.", Kind::model},
    KnownType{"application/vnd.docker.ai.model.", Kind::model},
    KnownType{"application/vnd.dev.cosign.artifact.sig.", Kind::signature},
    KnownType{"application/vnd.dev.cosign.simplesigning.", Kind::signature},
    KnownType{"application/vnd.dev.sigstore.bundle", Kind::signature},
    KnownType{"application/vnd.cncf.notary.signature", Kind::signature},
    KnownType{"application/vnd.in-toto", Kind::attestation},
    KnownType{"application/vnd.docker.attestation.manifest", Kind::attestation},
    KnownType{"application/spdx", Kind::sbom},
    KnownType{"text/spdx", Kind::sbom},
    KnownType{"application/vnd.cyclonedx", Kind::sbom},
    KnownType{"application/vnd.syft", Kind::sbom},
    KnownType{"application/sarif", Kind::scan_result},
    KnownType{"application/vnd.security.vulnerability", Kind::scan_result}};

struct Words {
  std::string_view label;
  std::string_view name;
};

Words words_of(Kind kind) {
  switch (kind) {
    case Kind::image:
      return {"Image", "image"};
    case Kind::index:
      return {"Multi-platform image", "index"};
    case Kind::helm_chart:
      return {"Helm chart", "helm-chart"};
    case Kind::wasm:
      return {"WebAssembly", "wasm"};
    case Kind::model:
      return {"Model", "model"};
    case Kind::signature:
      return {"Signature", "signature"};
    case Kind::attestation:
      return {"Attestation", "attestation"};
    case Kind::sbom:
      return {"SBOM", "sbom"};
    case Kind::scan_result:
      return {"Scan result", "scan-result"};
    case Kind::artifact:
      return {"Artifact", "artifact"};
  }
  std::unreachable();
}

}  // namespace

Kind kind_of(std::string_view media_type, std::string_view artifact_type) {
  for (const KnownType& known : kKnownTypes) {
    if (artifact_type.starts_with(known.start)) return known.kind;
  }
  if (is_index(media_type)) return Kind::index;
  return artifact_type.empty() || is_image_config(artifact_type) ? Kind::image : Kind::artifact;
}

std::string_view label_of(Kind kind) {
  return words_of(kind).label;
}

std::string_view name_of(Kind kind) {
  return words_of(kind).name;
}

}  // namespace berth::gallery
