"""The container clients as Debian has them, each with storage and credentials of its own.

All of them can do the same: log in and out, push an image or a multi-arch index, and pull.
"""

import os
import pathlib
import subprocess

from support.certificate import Certificate
from support.daemon import AS_ROOT, Daemon
from support.images import (Image, Index, read_docker_archive, write_docker_archive,
                            write_oci_layout)

TIMEOUT_S = 120
# Debian's own programs, whatever else is installed.
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


class CommandError(Exception):
    """A client ended with an error; the text is its own."""


class Client:
    """A program with a home of its own, in which it runs. Without a certificate to trust, the servers
    that it talks to speak plain HTTP."""

    def __init__(self, directory: pathlib.Path, certificate: Certificate | None = None):
        self.directory = directory
        self.certificate = certificate
        self.environment = {
            "PATH": PATH, "HOME": str(directory), "XDG_RUNTIME_DIR": str(directory),
            "XDG_CONFIG_HOME": str(directory),
            "DOCKER_CONFIG": str(directory), "REGISTRY_AUTH_FILE": str(directory / "auth.json")}
        (directory / "auth.json").write_text("{}", encoding="ascii")  # podman wants it to be there
        self._file_count = 0

    def run(self, *command: str | pathlib.Path, stdin: str = "") -> str:
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False,
                              timeout=TIMEOUT_S, env=self.environment, cwd=self.directory)
        if done.returncode != 0:
            raise CommandError(f"{command}: {done.stderr}")
        return done.stdout

    def new_file(self, name: str) -> pathlib.Path:
        self._file_count += 1
        return self.directory / f"{self._file_count}-{name}"

    def remove_as_root(self, *names: str) -> None:
        """Files of a storage belong to root."""
        subprocess.run([*AS_ROOT, "rm", "-rf", *[self.directory / name for name in names]],
                       check=True)

    def close(self) -> None:
        pass


class ContainerClient(Client):
    """What is pulled is given as (digest of the config, layers before compression)."""

    def __init__(self, directory: pathlib.Path, certificate: Certificate | None = None):
        super().__init__(directory, certificate)
        # The option, but for its dashes, that says what to make of the server's certificate.
        self._trust = ("tls-verify=false" if certificate is None
                       else f"cert-dir={certificate.trust_directory}")

    def login(self, address: str, password: str) -> None:
        raise NotImplementedError

    def logout(self, address: str) -> None:
        raise NotImplementedError

    def push(self, image: Image, reference: str) -> None:
        raise NotImplementedError

    def push_index(self, index: Index, reference: str) -> None:
        raise NotImplementedError

    def pull(self, reference: str) -> tuple[str, tuple[bytes, ...]]:
        raise NotImplementedError


class Skopeo(ContainerClient):
    def login(self, address, password):
        self.run("skopeo", "login", f"--{self._trust}", "--username", "AWS", "--password-stdin",
                 address, stdin=password)

    def logout(self, address):
        self.run("skopeo", "logout", address)

    def push(self, image, reference):
        layout = self.new_file("layout")
        write_oci_layout(layout, image)
        self.run("skopeo", "copy", "--all", "--preserve-digests", f"--dest-{self._trust}",
                 f"oci:{layout}", f"docker://{reference}")

    push_index = push

    def copy(self, *arguments: str) -> None:
        """From a registry to elsewhere."""
        self.run("skopeo", "copy", f"--src-{self._trust}", *arguments)

    def pull(self, reference):
        archive = self.new_file("archive.tar")
        self.copy(f"docker://{reference}", f"docker-archive:{archive}")
        return read_docker_archive(archive)


class StorageClient(ContainerClient):
    """podman and buildah: images go through a local storage."""

    program: str
    storage_driver = "vfs"

    def __init__(self, directory, certificate=None):
        super().__init__(directory, certificate)
        self._command = [*AS_ROOT, self.program, "--root", str(directory / "storage"),
                         "--runroot", str(directory / "run"),
                         "--storage-driver", self.storage_driver]

    def close(self):
        self.remove_as_root("storage", "run")

    def do(self, *arguments, stdin=""):
        return self.run(*self._command, *arguments, stdin=stdin)

    def login(self, address, password):
        self.do("login", f"--{self._trust}", "--username", "AWS", "--password-stdin", address,
                stdin=password)

    def logout(self, address):
        self.do("logout", address)

    def load(self, image: Image) -> str:
        """The name of the image in the local storage."""
        layout = self.new_file("layout")
        write_oci_layout(layout, image)
        return self.do("pull", f"oci:{layout}").split()[-1]

    def push(self, image, reference):
        self.do("push", f"--{self._trust}", self.load(image), f"docker://{reference}")

    def push_index(self, index, reference):
        name = self.new_file("list").name
        self.do("manifest", "create", name)
        for image in index.images:
            self.do("manifest", "add", "--arch", image.architecture, name,
                    f"containers-storage:{self.load(image)}")
        self.do("manifest", "push", "--all", f"--{self._trust}", name, f"docker://{reference}")

    def build(self, folder: pathlib.Path, reference: str) -> None:
        """Builds what a Dockerfile says, and pushes it."""
        self.do("build", f"--{self._trust}", "--isolation=chroot", "--tag", reference,
                str(folder))
        self.do("push", f"--{self._trust}", reference)

    def pull(self, reference):
        image_id = self.do("pull", f"--{self._trust}", f"docker://{reference}").split()[-1]
        archive = self.new_file("archive.tar")
        self.do("push", image_id, f"docker-archive:{archive}")
        self.do("rmi", "--force", image_id)  # so that the next pull has to fetch it
        return read_docker_archive(archive)


class Podman(StorageClient):
    program = "podman"


class Buildah(StorageClient):
    program = "buildah"


class Docker(ContainerClient):
    """With an engine of its own, away from any other on the machine."""

    def __init__(self, directory: pathlib.Path, *options: str):
        super().__init__(directory)
        socket = directory / "docker.sock"
        self.environment["DOCKER_HOST"] = f"unix://{socket}"
        self._daemon = Daemon(
            ["dockerd", "--iptables=false", "--bridge=none", "--storage-driver=vfs",
             f"--host=unix://{socket}", f"--pidfile={directory / 'docker.pid'}",
             f"--data-root={directory / 'storage'}", f"--exec-root={directory / 'run'}",
             f"--group={os.getegid()}", *options],
            directory / "dockerd.log", self.environment, self._is_ready)

    def _is_ready(self) -> bool:
        try:
            self.run("docker", "info")
        except CommandError:
            return False
        return True

    def close(self):
        try:
            # A test that failed leaves containers, and the engine would leave those that take their
            # time to end.
            if containers := self.run("docker", "ps", "--all", "--quiet").split():
                self.run("docker", "rm", "--force", "--volumes", *containers)
        finally:
            self._close_daemon()

    def _close_daemon(self) -> None:
        self._daemon.close()
        # Left behind by containers in the network of the machine.
        network = self.directory / "run/netns/default"
        subprocess.run([*AS_ROOT, "sh", "-c", '! mountpoint -q "$1" || umount "$1"', "-", network],
                       check=True)
        self.remove_as_root("storage", "run")

    def login(self, address, password):
        self.run("docker", "login", "--username", "AWS", "--password-stdin", address,
                 stdin=password)

    def logout(self, address):
        self.run("docker", "logout", address)

    def push(self, image, reference):
        archive = self.new_file("archive.tar")
        write_docker_archive(archive, image, reference)
        self.run("docker", "load", "--input", str(archive))
        self.run("docker", "push", reference)
        self.run("docker", "rmi", reference)

    def push_index(self, index, reference):
        references = [f"{reference}-{image.architecture}" for image in index.images]
        for image, image_reference in zip(index.images, references):
            self.push(image, image_reference)
        self.run("docker", "manifest", "create", "--insecure", reference, *references)
        self.run("docker", "manifest", "push", "--insecure", "--purge", reference)

    def build(self, folder: pathlib.Path, reference: str) -> None:
        """Builds what a Dockerfile says, and pushes it."""
        self.run("docker", "build", "--tag", reference, str(folder))
        self.run("docker", "push", reference)
        self.run("docker", "rmi", reference)

    def pull(self, reference):
        self.run("docker", "pull", reference)
        archive = self.new_file("archive.tar")
        self.run("docker", "save", "--output", str(archive), reference)
        self.run("docker", "rmi", reference)  # so that the next pull has to fetch it
        return read_docker_archive(archive)
