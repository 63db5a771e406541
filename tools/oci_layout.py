"""An OCI layout that is written blob by blob, from content that does not depend on the machine."""

import gzip
import hashlib
import io
import json
import pathlib
import tarfile
from typing import NamedTuple

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
EMPTY = "application/vnd.oci.empty.v1+json"


class Entry(NamedTuple):
    """A member of a layer: a file with content, a link, or a folder."""
    content: bytes | None = None
    link: str | None = None
    mode: int = 0o755
    owner: int = 0


def make_tar(entries: dict[str, Entry], epoch_s: int) -> bytes:
    """The paths begin without "/". Folders above them come by themselves."""
    above = {str(folder): Entry() for path in entries
             for folder in pathlib.PurePosixPath(path).parents if str(folder) != "."}
    # A folder that a link replaces, as /lib is usr/lib, must not occur as both.
    everything = above | entries
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for path in sorted(everything):
            entry = everything[path]
            member = tarfile.TarInfo(path)
            member.mtime, member.mode = epoch_s, entry.mode
            member.uid = member.gid = entry.owner
            if entry.link is not None:
                member.type, member.linkname, member.mode = tarfile.SYMTYPE, entry.link, 0o777
            elif entry.content is None:
                member.type = tarfile.DIRTYPE
            else:
                member.size = len(entry.content)
            tar.addfile(member, io.BytesIO(entry.content or b""))
    return archive.getvalue()


class Layout:
    """In a new folder. write_index() makes it whole."""

    def __init__(self, folder: pathlib.Path):
        self._folder = folder
        self._manifests: list[dict] = []
        (folder / "blobs/sha256").mkdir(parents=True)

    def path_of(self, descriptor: dict) -> pathlib.Path:
        return self._folder / "blobs" / descriptor["digest"].replace(":", "/")

    def add(self, content: bytes, media_type: str) -> dict:
        """Its descriptor."""
        descriptor = {"mediaType": media_type, "size": len(content),
                      "digest": "sha256:" + hashlib.sha256(content).hexdigest()}
        self.path_of(descriptor).write_bytes(content)
        return descriptor

    def add_json(self, document: dict, media_type: str) -> dict:
        return self.add(json.dumps(document, indent=2, sort_keys=True).encode(), media_type)

    def add_layer(self, tar: bytes) -> tuple[dict, str]:
        """Its descriptor, and its digest before compression."""
        return (self.add(gzip.compress(tar, mtime=0), LAYER),
                "sha256:" + hashlib.sha256(tar).hexdigest())

    def add_manifest(self, manifest: dict, name: str | None = None) -> dict:
        """Under a name, by which clients find it in the layout."""
        descriptor = self.add_json({"schemaVersion": 2, "mediaType": MANIFEST} | manifest, MANIFEST)
        shown = {key: manifest[key] for key in ("artifactType",) if key in manifest}
        if name is not None:
            shown["annotations"] = {"org.opencontainers.image.ref.name": name}
        self._manifests.append(descriptor | shown)
        return descriptor

    def add_referrer(self, subject: dict, content: dict, artifact_type: str, title: str) -> dict:
        """A document about another manifest, attached to it."""
        layer = self.add_json(content, artifact_type)
        layer["annotations"] = {"org.opencontainers.image.title": title}
        return self.add_manifest({"artifactType": artifact_type, "config": self.add(b"{}", EMPTY),
                                  "layers": [layer], "subject": subject})

    def write_index(self) -> None:
        index = {"schemaVersion": 2, "manifests": self._manifests}
        (self._folder / "index.json").write_text(json.dumps(index, indent=2, sort_keys=True),
                                                 encoding="utf-8")
        (self._folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}',
                                                 encoding="utf-8")
