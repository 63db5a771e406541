"""Repositories by the hundred thousand tags, written as OCI image layouts (image-spec,
image-layout.md): what zot and olareg keep."""

import json
import pathlib

from support.images import Blob, Image, digest_of

REFERENCE_NAME = "org.opencontainers.image.ref.name"


def tag_name(number: int) -> str:
    return f"{number:07d}"


def variant(image: Image, number: int) -> Blob:
    """The manifest of an image with the same content, and a digest of its own. 0: itself."""
    if number == 0:
        return image.manifest
    document = json.loads(image.manifest.content)
    document["annotations"] = {"org.opencontainers.image.description": tag_name(number)}
    return Blob(json.dumps(document, separators=(",", ":")).encode(), image.manifest.media_type)


def write_layout(directory: pathlib.Path, image: Image, count: int) -> None:
    blobs = directory / "blobs/sha256"
    blobs.mkdir(parents=True)

    def write(content: bytes) -> str:
        digest = digest_of(content)
        (blobs / digest.removeprefix("sha256:")).write_bytes(content)
        return digest

    for blob in image.blobs:
        write(blob.content)
    entries = []
    for number in range(count):
        manifest = variant(image, number)
        entries.append({"mediaType": manifest.media_type, "digest": write(manifest.content),
                        "size": len(manifest.content),
                        "annotations": {REFERENCE_NAME: tag_name(number)}})
    (directory / "index.json").write_text(
        json.dumps({"schemaVersion": 2, "manifests": entries}), encoding="ascii")
    (directory / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}', encoding="ascii")
