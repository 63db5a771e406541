"""What all servers have in common that are measured side by side."""

import abc
import pathlib
import shutil
import time
from typing import Any, ClassVar, NamedTuple

from process import Process
from support.images import Image
from support.oci import OciClient, Response
from support.server import free_port

NAMESPACE = "acme"
# Clients that are idle on purpose, and some that are not.
MAX_CONNECTIONS = 12_000


class Certificate(NamedTuple):
    certificate_file: pathlib.Path
    key_file: pathlib.Path


class OpenClient(OciClient):
    """For registries that ask for no login."""

    def request(self, method: str, path: str, body: Any = None,
                headers: dict | None = None) -> Response:
        return self.send(method, path, body, headers)


class Peer(abc.ABC):
    """A server over one directory. Between start() and stop() it has a process."""

    name: ClassVar[str]
    version: ClassVar[str]
    settings: ClassVar[str]  # said in the report
    is_registry: ClassVar[bool] = True
    # Whether an acknowledged push survives a power loss.
    is_durable: ClassVar[bool] = False
    has_referrers: ClassVar[bool] = True
    # As many as it can be filled with, past its API, in reasonable time.
    max_tags: ClassVar[int] = 0

    def __init__(self, directory: pathlib.Path, certificate: Certificate | None = None):
        self.directory = directory
        self.certificate = certificate
        self.data_dir = directory / "data"
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.url = ("https://" if certificate else "http://") + self.address
        self._process: Process | None = None
        self.start_s = 0.0
        directory.mkdir(parents=True, exist_ok=True)

    @classmethod
    def kind(cls) -> str:
        """By which workloads choose: the name, but for another build of the same program."""
        return cls.name

    @classmethod
    def install(cls) -> None:
        """Throws RuntimeError that says why it is not to be had."""

    @classmethod
    def supports_tls(cls) -> bool:
        return True

    @abc.abstractmethod
    def command(self) -> list:
        """Writes its configuration, if it has one."""

    def environment(self) -> dict[str, str]:
        return {}

    def start(self) -> None:
        """Until it answers; start_s says how long that took."""
        command = self.command()
        began = time.monotonic()
        self._process = Process(command, self.directory / "log", self.environment())
        try:
            # Over TLS this is no handshake, and the answer an alert: it listens.
            self._process.wait_for_answer(self.port, b"GET /v2/ HTTP/1.1\r\nHost: localhost\r\n"
                                                     b"Connection: close\r\n\r\n")
        except BaseException:
            self.stop()
            raise
        self.start_s = time.monotonic() - began

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None

    @property
    def process(self) -> Process:
        assert self._process is not None, "it has a process between start() and stop()"
        return self._process

    @property
    def certificate_file(self) -> pathlib.Path | None:
        return self.certificate.certificate_file if self.certificate else None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def wipe(self) -> None:
        shutil.rmtree(self.data_dir, ignore_errors=True)

    def headers(self) -> dict[str, str]:
        """Fields of every request."""
        return {"Host": self.address}

    def credentials(self) -> tuple[str, str]:
        """(access key id, secret access key) for the ecr-public API, where the server has it."""
        raise NotImplementedError

    def log_in_as(self, other: "Peer") -> None:
        """Uses the login of a server that runs, over the same data."""

    def client(self) -> OciClient:
        return OpenClient(self.address)

    def repository(self, name: str) -> str:
        return f"{NAMESPACE}/{name}"

    def basic_login(self) -> str:
        """user:password for clients that know only Basic authentication; empty: none is needed."""
        return ""

    def push(self, name: str, image: Image, tag: str) -> None:
        with self.client() as client:
            client.push(self.repository(name), image, tag)

    def seed_tags(self, name: str, image: Image, count: int) -> None:
        """Makes a repository with so many tags ("0000000" is `image`), each of an image of its own
        with the same config and layers. The server is not running; at most max_tags."""
        raise NotImplementedError
