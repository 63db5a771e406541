#!/usr/bin/env python3
"""Writes a small image as an OCI layout, for trying a registry without a network.

usage: make_image.py DIRECTORY

`docker load` takes it too, as hello:latest: tar -C DIRECTORY -c . | docker load
"""

import gzip
import hashlib
import io
import json
import pathlib
import sys
import tarfile


def layer(name: str, content: bytes) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        tar.addfile(member, io.BytesIO(content))
    return archive.getvalue()


def main(directory: pathlib.Path) -> None:
    blobs = directory / "blobs" / "sha256"
    blobs.mkdir(parents=True, exist_ok=True)

    def store(content: bytes, media_type: str) -> dict:
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        return {"mediaType": media_type, "digest": "sha256:" + digest, "size": len(content)}

    tar = layer("hello.txt", b"Hello from Berth.\n")
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(tar).hexdigest()]},
    }
    stored_config = store(json.dumps(config).encode(),
                          "application/vnd.oci.image.config.v1+json")
    stored_layer = store(gzip.compress(tar, mtime=0),
                         "application/vnd.oci.image.layer.v1.tar+gzip")
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": stored_config,
        "layers": [stored_layer],
    }
    index = {
        "schemaVersion": 2,
        "manifests": [
            store(json.dumps(manifest).encode(), "application/vnd.oci.image.manifest.v1+json")
        ],
    }
    (directory / "index.json").write_text(json.dumps(index))
    (directory / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')

    def path_of(blob: dict) -> str:
        return "blobs/" + blob["digest"].replace(":", "/")

    # What docker reads instead of the index.
    (directory / "manifest.json").write_text(json.dumps([{
        "Config": path_of(stored_config),
        "RepoTags": ["hello:latest"],
        "Layers": [path_of(stored_layer)],
    }]))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
