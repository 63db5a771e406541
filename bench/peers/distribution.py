"""The CNCF's distribution, the registry of docker."""

import json
import pathlib

from peers import install
from peers.layout import tag_name, variant
from peers.peer import Peer
from support.images import Image, digest_of


class Distribution(Peer):
    """As in cmd/registry/config-example.yml of its repository, without passwords."""
    name = "distribution"
    version = install.DISTRIBUTION.version
    settings = ("filesystem, blob descriptors cached in memory, deleting on, log from warnings on,"
                " no access log; it syncs every file by itself")
    is_durable = True
    has_referrers = False
    max_tags = 10_000

    @classmethod
    def install(cls) -> None:
        install.DISTRIBUTION.install()

    def command(self) -> list:
        http: dict[str, object] = {"addr": self.address, "secret": "the same every time"}
        if self.certificate:
            http["tls"] = {"certificate": str(self.certificate.certificate_file),
                           "key": str(self.certificate.key_file)}
        config = self.directory / "config.yml"
        config.write_text(json.dumps({  # JSON is YAML
            "version": 0.1,
            "log": {"level": "warn", "accesslog": {"disabled": True}},
            "storage": {"cache": {"blobdescriptor": "inmemory"},
                        "filesystem": {"rootdirectory": str(self.data_dir)},
                        "delete": {"enabled": True},
                        "tag": {"concurrencylimit": 8}},
            "http": http,
            "health": {"storagedriver": {"enabled": True, "interval": "10s", "threshold": 3}},
        }), encoding="utf-8")
        return [install.DISTRIBUTION.binary, "serve", config]

    def environment(self) -> dict[str, str]:
        return {"OTEL_TRACES_EXPORTER": "none"}  # it would look for a collector

    def seed_tags(self, name: str, image: Image, count: int) -> None:
        root = self.data_dir / "docker/registry/v2"
        _write_repository(root, root / "repositories" / self.repository(name), image, count)


def _write_repository(root: pathlib.Path, repository: pathlib.Path, image: Image,
                      count: int) -> None:
    def write(file: pathlib.Path, content: bytes) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def write_blob(content: bytes) -> str:
        digest = digest_of(content)
        hexadecimal = digest.removeprefix("sha256:")
        write(root / "blobs/sha256" / hexadecimal[:2] / hexadecimal / "data", content)
        return digest

    def link(directory: pathlib.Path, digest: str) -> None:
        write(directory / digest.replace(":", "/") / "link", digest.encode())

    for blob in image.blobs:
        link(repository / "_layers", write_blob(blob.content))
    for number in range(count):
        digest = write_blob(variant(image, number).content)
        tag = repository / "_manifests/tags" / tag_name(number)
        link(repository / "_manifests/revisions", digest)
        link(tag / "index", digest)
        write(tag / "current/link", digest.encode())
