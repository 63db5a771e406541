"""Images made up on the spot, and written where container clients can read them."""

import dataclasses
import gzip
import hashlib
import io
import json
import os
import pathlib
import tarfile
from collections.abc import Callable
from typing import Any

OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
MANIFEST_TYPES = (OCI_MANIFEST, OCI_INDEX, DOCKER_MANIFEST, DOCKER_LIST)

DOCKER_TYPE_OF = {OCI_MANIFEST: DOCKER_MANIFEST, OCI_INDEX: DOCKER_LIST,
                  OCI_CONFIG: DOCKER_CONFIG, OCI_LAYER: DOCKER_LAYER}


def digest_of(content: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"


@dataclasses.dataclass(frozen=True)
class Blob:
    content: bytes
    media_type: str

    @property
    def digest(self) -> str:
        return digest_of(self.content)

    def descriptor(self, **more: Any) -> dict:
        return {"mediaType": self.media_type, "digest": self.digest, "size": len(self.content),
                **more}


@dataclasses.dataclass(frozen=True)
class Image:
    manifest: Blob
    config: Blob
    layers: tuple[Blob, ...]
    tars: tuple[bytes, ...]  # the layers before compression

    @property
    def digest(self) -> str:
        return self.manifest.digest

    @property
    def blobs(self) -> tuple[Blob, ...]:
        return self.config, *self.layers

    @property
    def size_in_bytes(self) -> int:
        return sum(len(blob.content) for blob in {blob.digest: blob for blob in self.blobs}.values())

    @property
    def architecture(self) -> str:
        return json.loads(self.config.content)["architecture"]


@dataclasses.dataclass(frozen=True)
class Index:
    manifest: Blob
    images: tuple[Image, ...]

    @property
    def digest(self) -> str:
        return self.manifest.digest

    @property
    def size_in_bytes(self) -> int:
        return max(image.size_in_bytes for image in self.images)


def _tar(files: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    # Without the padding at the end: podman 4.3 now and then breaks off while it compresses that.
    return archive.getvalue()[:tar.offset]


def read_member(archive: tarfile.TarFile, member: tarfile.TarInfo | str) -> bytes:
    """The content of a file in an archive."""
    file = archive.extractfile(member)
    assert file is not None, f"{member} is not a file"
    with file:
        return file.read()


def files_of(tar: bytes) -> dict[str, bytes]:
    """The content of each file in a layer before compression."""
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        return {member.name: read_member(archive, member)
                for member in archive if member.isfile()}


def _dump(document: dict | list) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def make_image(*, layers: int = 1, layer_bytes: int = 100, architecture: str = "amd64",
               docker: bool = False) -> Image:
    """An image of random content that no other call makes."""
    return image_of([{f"file-{i}": os.urandom(layer_bytes)} for i in range(layers)],
                    architecture=architecture, docker=docker)


def image_of(layers: list[dict[str, bytes]], *, architecture: str = "amd64",
             docker: bool = False) -> Image:
    """An image whose layers have these files."""
    def kind(media_type: str) -> str:
        return DOCKER_TYPE_OF[media_type] if docker else media_type

    tars = tuple(_tar(files) for files in layers)
    layer_blobs = tuple(Blob(gzip.compress(tar, 1, mtime=0), kind(OCI_LAYER)) for tar in tars)
    config = Blob(_dump({
        "architecture": architecture, "os": "linux", "created": "2026-01-02T03:04:05Z",
        "config": {"Cmd": ["/file-0"]},
        "rootfs": {"type": "layers", "diff_ids": [digest_of(tar) for tar in tars]},
        "history": [{"created_by": f"layer {i}"} for i in range(len(layers))],
    }), kind(OCI_CONFIG))
    return Image(_manifest(config, layer_blobs, kind(OCI_MANIFEST)), config, layer_blobs, tars)


def make_artifact(*contents: bytes) -> Image:
    """These contents as layers that are no tars, and a config."""
    layers = tuple(Blob(content, "application/octet-stream") for content in contents)
    config = Blob(b"{}", "application/vnd.oci.empty.v1+json")
    return Image(_manifest(config, layers, OCI_MANIFEST), config, layers, ())


def _manifest(config: Blob, layers: tuple[Blob, ...], media_type: str) -> Blob:
    return Blob(_dump({
        "schemaVersion": 2, "mediaType": media_type, "config": config.descriptor(),
        "layers": [blob.descriptor() for blob in layers],
    }), media_type)


def make_index(*images: Image, docker: bool = False) -> Index:
    media_type = DOCKER_LIST if docker else OCI_INDEX
    manifest = Blob(_dump({
        "schemaVersion": 2, "mediaType": media_type,
        "manifests": [image.manifest.descriptor(
            platform={"architecture": image.architecture, "os": "linux"}) for image in images],
    }), media_type)
    return Index(manifest, images)


def make_multi_arch(**image_options: Any) -> Index:
    """amd64 and arm64, of different sizes."""
    docker = image_options.get("docker", False)
    return make_index(make_image(architecture="amd64", **image_options),
                      make_image(architecture="arm64", layers=2, **image_options), docker=docker)


def manifests_and_blobs(image: Image | Index) -> list[Blob]:
    """Everything that makes up an image, itself last."""
    if isinstance(image, Image):
        return [*image.blobs, image.manifest]
    return [part for child in image.images for part in manifests_and_blobs(child)] + [image.manifest]


def write_oci_layout(directory: pathlib.Path, image: Image | Index, tag: str = "latest") -> None:
    blobs = directory / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    for part in manifests_and_blobs(image):
        (blobs / part.digest.removeprefix("sha256:")).write_bytes(part.content)
    top = image.manifest.descriptor(annotations={"org.opencontainers.image.ref.name": tag})
    (directory / "index.json").write_bytes(_dump({"schemaVersion": 2, "manifests": [top]}))
    (directory / "oci-layout").write_bytes(_dump({"imageLayoutVersion": "1.0.0"}))


def write_docker_archive(file: pathlib.Path, image: Image, name: str) -> None:
    """As `docker save` writes and `docker load` reads."""
    config_name = image.config.digest.removeprefix("sha256:") + ".json"
    layer_names = [f"{digest_of(tar).removeprefix('sha256:')}/layer.tar" for tar in image.tars]
    manifest = _dump([{"Config": config_name, "RepoTags": [name], "Layers": layer_names}])
    with tarfile.open(file, mode="w") as archive:
        for member_name, content in [(config_name, image.config.content),
                                     *zip(layer_names, image.tars), ("manifest.json", manifest)]:
            member = tarfile.TarInfo(member_name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def read_oci_layout(directory: pathlib.Path) -> set[str]:
    """Digests of all that an OCI layout holds, each checked against its content."""
    digests = set()
    for file in (directory / "blobs" / "sha256").iterdir():
        assert digest_of(file.read_bytes()) == "sha256:" + file.name
        digests.add("sha256:" + file.name)
    return digests


def read_oci_image(directory: pathlib.Path,
                   architecture: str = "amd64") -> tuple[str, tuple[bytes, ...]]:
    """(digest of the config, layers before compression) of the one image with a name in an OCI
    layout, which may be in an index with others."""
    def read(digest: str) -> bytes:
        content = (directory / "blobs" / digest.replace(":", "/")).read_bytes()
        assert digest_of(content, digest.partition(":")[0]) == digest
        return content

    def only(entries: list[dict], is_wanted: Callable[[dict], bool]) -> dict:
        [entry] = [entry for entry in entries if len(entries) == 1 or is_wanted(entry)]
        return json.loads(read(entry["digest"]))

    document = only(json.loads((directory / "index.json").read_bytes())["manifests"],
                    lambda entry: "annotations" in entry)
    if "manifests" in document:
        document = only(document["manifests"],
                        lambda entry: entry["platform"]["architecture"] == architecture)
    return (document["config"]["digest"],
            tuple(gzip.decompress(read(layer["digest"])) for layer in document["layers"]))


def read_docker_archive(file: pathlib.Path) -> tuple[str, tuple[bytes, ...]]:
    """(digest of the config, layers before compression) of the one image in an archive."""
    with tarfile.open(file) as archive:
        [entry] = json.loads(read_member(archive, "manifest.json"))

        def read(name: str) -> bytes:
            member = archive.getmember(name)
            while member.issym():  # a layer that occurs twice
                member = archive.getmember(os.path.normpath(
                    os.path.join(os.path.dirname(member.name), member.linkname)))
            return read_member(archive, member)

        return digest_of(read(entry["Config"])), tuple(map(read, entry["Layers"]))
