"""Clients that Debian does not have, built by tests/compatibility/build.sh."""

import json
import pathlib

from support.certificate import Certificate
from support.container_clients import Client, ContainerClient
from support.images import read_oci_image, write_oci_layout
from support.server import ROOT

BUILT = ROOT / "build/clients/bin"


class GoClient(Client):
    program: str
    http_option = "--plain-http"

    def __init__(self, directory, certificate=None):
        super().__init__(directory, certificate)
        if certificate is not None:
            self.environment["SSL_CERT_FILE"] = str(certificate.file)

    def http(self, option: str | None = None) -> list[str]:
        """The option that a command needs to speak plain HTTP, if it is to."""
        return [option or self.http_option] if self.certificate is None else []

    def do(self, *arguments: str | pathlib.Path, stdin: str = "") -> str:
        return self.run(BUILT / self.program, *arguments, stdin=stdin)

    def do_json(self, *arguments):
        return json.loads(self.do(*arguments))

    def file(self, name: str, content: bytes | str) -> str:
        """A file for the client to send, where it runs. Its name."""
        data = content if isinstance(content, bytes) else content.encode()
        (self.directory / name).write_bytes(data)
        return name


class Crane(GoClient, ContainerClient):
    """Speaks HTTP to 127.0.0.1 unasked, if HTTPS does not work."""

    program = "crane"

    def login(self, address, password):
        self.do("auth", "login", "--username", "AWS", "--password-stdin", address, stdin=password)

    def logout(self, address):
        self.do("auth", "logout", address)

    def push(self, image, reference):
        layout = self.new_file("layout")
        write_oci_layout(layout, image)
        self.do("push", layout, reference)

    push_index = push

    def pull(self, reference):
        layout = self.new_file("layout")
        self.do("pull", "--format=oci", reference, layout)
        return read_oci_image(layout)


class Oras(GoClient, ContainerClient):
    program = "oras"

    def login(self, address, password):
        self.do("login", *self.http(), "--username", "AWS", "--password-stdin", address,
                stdin=password)

    def logout(self, address):
        self.do("logout", address)

    def push(self, image, reference):
        layout = self.new_file("layout")
        write_oci_layout(layout, image)
        self.do("cp", "--from-oci-layout", f"{layout}:latest", *self.http("--to-plain-http"),
                reference)

    push_index = push

    def pull(self, reference):
        layout = self.new_file("layout")
        self.do("cp", *self.http("--from-plain-http"), reference, "--to-oci-layout",
                f"{layout}:latest")
        return read_oci_image(layout)


class Regctl(GoClient, ContainerClient):
    """Is told of a registry before it is used."""

    program = "regctl"

    def __init__(self, directory: pathlib.Path, address: str,
                 certificate: Certificate | None = None):
        super().__init__(directory, certificate)
        transport = (["--tls=disabled"] if certificate is None
                     else ["--cacert", certificate.file.read_text(encoding="ascii")])
        self.environment.pop("SSL_CERT_FILE", None)  # it has an option for that
        self.do("registry", "set", *transport, "--skip-check", address)

    def login(self, address, password):
        self.do("registry", "login", "--user", "AWS", "--pass-stdin", address, stdin=password)

    def logout(self, address):
        self.do("registry", "logout", address)

    def push(self, image, reference):
        layout = self.new_file("layout")
        write_oci_layout(layout, image)
        self.do("image", "copy", f"ocidir://{layout}:latest", reference)

    push_index = push

    def pull(self, reference):
        layout = self.new_file("layout")
        self.do("image", "copy", reference, f"ocidir://{layout}:latest")
        return read_oci_image(layout)


class Helm(GoClient):
    program = "helm"

    def login(self, address, password):
        self.do("registry", "login", *self.http(), "--username", "AWS", "--password-stdin",
                address, stdin=password)

    def logout(self, address):
        self.do("registry", "logout", address)


class Notation(GoClient):
    """Keeps passwords only in a keyring, but takes them from the environment."""

    program = "notation"
    http_option = "--insecure-registry"

    def login(self, _address, password):
        self.environment |= {"NOTATION_USERNAME": "AWS", "NOTATION_PASSWORD": password}

    def logout(self, _address):
        for name in "NOTATION_USERNAME", "NOTATION_PASSWORD":
            self.environment.pop(name, None)


class Cosign(GoClient):
    """Speaks HTTP to 127.0.0.1 unasked, if HTTPS does not work."""

    program = "cosign"

    def __init__(self, directory, certificate=None):
        super().__init__(directory, certificate)
        self.environment["COSIGN_PASSWORD"] = "of the key"

    def login(self, address, password):
        self.do("login", "--username", "AWS", "--password-stdin", address, stdin=password)

    def logout(self, address):
        (self.directory / "config.json").unlink(missing_ok=True)  # cosign itself has no way out
