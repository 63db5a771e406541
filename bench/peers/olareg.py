"""olareg."""

from peers import install
from peers.layout import write_layout
from peers.peer import Peer
from support.images import Image


class Olareg(Peer):
    name = "olareg"
    version = install.OLAREG.version
    settings = "defaults, deleting on; it syncs nothing and has no switch for that"
    max_tags = 100_000

    @classmethod
    def install(cls) -> None:
        install.OLAREG.install()

    def command(self) -> list:
        self.data_dir.mkdir(exist_ok=True)
        tls = ["--tls-cert", self.certificate.certificate_file,
               "--tls-key", self.certificate.key_file] if self.certificate else []
        return [install.OLAREG.binary, "serve", "--addr", "127.0.0.1", "--port", str(self.port),
                "--dir", self.data_dir, "--api-delete", "--api-blob-delete", *tls]

    def seed_tags(self, name: str, image: Image, count: int) -> None:
        write_layout(self.data_dir / self.repository(name), image, count)
