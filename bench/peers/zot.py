"""zot, minimal and with its search extension; each as it comes, and with every write synced."""

import json
from typing import ClassVar

from peers import install
from peers.layout import write_layout
from peers.peer import Peer
from support.images import Image


class Zot(Peer):
    """As in examples/config-minimal.json of its repository."""
    name = "zot"
    version = install.ZOT_VERSION
    settings = "minimal build, defaults (dedupe and gc on, commit off), log from warnings on"
    max_tags = 100_000
    program: ClassVar[install.GoProgram] = install.ZOT
    commit: ClassVar[bool] = False
    extensions: ClassVar[dict] = {}

    @classmethod
    def install(cls) -> None:
        cls.program.install()

    def command(self) -> list:
        http: dict[str, object] = {"address": "127.0.0.1", "port": str(self.port)}
        if self.certificate:
            http["tls"] = {"cert": str(self.certificate.certificate_file),
                           "key": str(self.certificate.key_file)}
        config = self.directory / "config.json"
        config.write_text(json.dumps({
            "distSpecVersion": "1.1.1",
            "storage": {"rootDirectory": str(self.data_dir), "commit": self.commit},
            "http": http, "log": {"level": "warn"},
            **({"extensions": self.extensions} if self.extensions else {})}), encoding="utf-8")
        return [self.program.binary, "serve", config]

    def seed_tags(self, name: str, image: Image, count: int) -> None:
        write_layout(self.data_dir / self.repository(name), image, count)


class ZotCommit(Zot):
    name = "zot-commit"
    settings = "as zot, and storage.commit: true (every write is synced)"
    is_durable = True
    commit = True


class ZotSearch(Zot):
    """As in examples/config-search.json, without the scanner of vulnerabilities."""
    name = "zot-search"
    settings = "as zot, built with the search extension and with it enabled"
    # It reads every manifest when it starts.
    max_tags = 10_000
    program = install.ZOT_SEARCH
    extensions = {"search": {"enable": True}}
