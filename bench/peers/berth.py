"""Ours."""

import base64
import configparser
import contextlib
import sqlite3
import subprocess
from collections.abc import Callable, Iterator

import seed
from peers.peer import MAX_CONNECTIONS, NAMESPACE, Peer
from support import aws
from support.images import Image
from support.oci import OciClient
from support.server import BINARY

QUOTA_IMAGES = 10_000_000  # more than the million that some workloads have


class Berth(Peer):
    name = "berth"
    version = ""
    settings = "defaults, higher quotas, create-on-push, log from warnings on; every push is synced"
    is_durable = True
    max_tags = 1_000_000
    binary = BINARY
    _password: str | None = None
    _bearer: str | None = None

    @classmethod
    def install(cls) -> None:
        told = subprocess.run([cls.binary, "--version"], capture_output=True, text=True, check=True)
        cls.version = told.stdout.strip()

    @classmethod
    def supports_tls(cls) -> bool:
        told = subprocess.run([cls.binary, "serve", "--help"], capture_output=True, text=True,
                              check=True)
        return "--tls-cert" in told.stdout

    def command(self) -> list:
        tls = ["--tls-cert", self.certificate.certificate_file,
               "--tls-key", self.certificate.key_file] if self.certificate else []
        return [self.binary, "serve", "--data-dir", self.data_dir, "--listen", self.address,
                "--alias", NAMESPACE, "--create-on-push", "--log-level", "warning",
                "--max-connections", str(MAX_CONNECTIONS), "--quota-images", str(QUOTA_IMAGES), *tls]

    def stop(self) -> None:
        super().stop()
        if self.certificate is None:  # with one, the login is another server's
            self._password = self._bearer = None

    def log_in_as(self, other: Peer) -> None:
        assert isinstance(other, Berth)
        other.headers()
        self._bearer = other._bearer

    def credentials(self) -> tuple[str, str]:
        """(access key id, secret access key) of the administrator."""
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(self.data_dir / "credentials")
        profile = parser["default"]
        return profile["aws_access_key_id"], profile["aws_secret_access_key"]

    def basic_login(self) -> str:
        answer = aws.call(self, "GetAuthorizationToken", {}).json()
        return base64.b64decode(answer["authorizationData"]["authorizationToken"]).decode()

    def client(self) -> OciClient:
        if self._password is None:
            self._password = self.basic_login().split(":")[1]
        return OciClient(self.address, self._password)

    def headers(self) -> dict[str, str]:
        if self._bearer is None:
            with self.client() as client:
                self._bearer = client.bearer()
        return {**super().headers(), "Authorization": "Bearer " + self._bearer}

    def seed_tags(self, name: str, image: Image, count: int) -> None:
        with self:
            self.push(name, image, "0000000")
        assert seed.add_tags(self.data_dir, name, count) == count

    @contextlib.contextmanager
    def outside_writer(self) -> Iterator[Callable[[], None]]:
        """Yields what commits something when called, past the server, which notices."""
        [database_file] = self.data_dir.glob("*.db")
        with contextlib.closing(sqlite3.connect(database_file, timeout=30)) as database:
            database.execute("PRAGMA synchronous = OFF")  # its durability is not measured

            def commit() -> None:
                with database:  # SQLite writes nothing if nothing becomes different
                    database.execute("UPDATE repositories SET created_at = created_at + 1"
                                     " WHERE key = (SELECT min(key) FROM repositories)")
            yield commit
