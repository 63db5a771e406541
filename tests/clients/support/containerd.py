"""containerd, by its own client `ctr`."""

import pathlib
import tarfile

from support.container_clients import CommandError, ContainerClient
from support.daemon import AS_ROOT, Daemon
from support.images import read_oci_image, write_oci_layout

READING_FAILED = "ctr: failed to copy: rpc error: code = Internal desc = unexpected EOF"


class Containerd(ContainerClient):
    """`ctr` has no log-in: it is told user and password with every command. `programs`: the folder of
    containerd and ctr, by default Debian's."""

    def __init__(self, directory, certificate=None, programs=pathlib.Path("/usr/bin")):
        super().__init__(directory, certificate)
        socket = directory / "containerd.sock"
        configuration = directory / "containerd.toml"
        # The CRI plugin would want a network; /opt and /var belong to the machine.
        configuration.write_text(f"""version = 2
root = "{directory}/storage"
state = "{directory}/run"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt",
                    "io.containerd.nri.v1.nri"]
[grpc]
address = "{socket}"
[ttrpc]
address = "{socket}.ttrpc"
# Only containerd 2 knows this, and asks for it.
[[plugins."io.containerd.transfer.v1.local".unpack_config]]
platform = "linux/amd64"
snapshotter = "native"
""", encoding="utf-8")
        self._ctr = [*AS_ROOT, programs / "ctr", "--address", socket]
        self._user: list[str] = []
        self._daemon = Daemon([programs / "containerd", "--config", configuration],
                              directory / "containerd.log", self.environment, self._is_ready)

        # By its transfer service, containerd 2 now and then ends an export before the archive is
        # whole.
        can_be_local = "--local" in self.images("export", "--help")
        self._export = ["--local"] if can_be_local else []

    def _is_ready(self) -> bool:
        try:
            self.run(*self._ctr, "version")
        except CommandError:
            return False
        return True

    def close(self):
        self._daemon.close()
        self.remove_as_root("storage", "run")

    def images(self, command: str, *arguments: str | pathlib.Path) -> str:
        return self.run(*self._ctr, "images", command, *arguments)

    def _transport(self, reference: str) -> list[str]:
        """How to reach the registry, and what to make of its certificate."""
        if self.certificate is None:
            return ["--plain-http"]
        address = reference.partition("/")[0]
        hosts = self.directory / "hosts"
        (hosts / address).mkdir(parents=True, exist_ok=True)
        (hosts / address / "hosts.toml").write_text(
            f'[host."https://{address}"]\nca = "{self.certificate.file}"\n', encoding="utf-8")
        return ["--hosts-dir", str(hosts)]

    def login(self, address, password):
        self._user = ["--user", f"AWS:{password}"]

    def logout(self, address):
        self._user = []

    def push(self, image, reference):
        layout, archive = self.new_file("layout"), self.new_file("archive.tar")
        name, _, tag = reference.rpartition(":")
        write_oci_layout(layout, image, tag)
        with tarfile.open(archive, mode="w") as tar:
            for entry in layout.iterdir():
                tar.add(entry, entry.name)
        self.images("import", "--all-platforms", "--no-unpack", "--base-name", name, archive)
        push = ["push", *self._transport(reference), *self._user, reference]
        try:
            self.images(*push)
        except CommandError as failure:
            # Now and then containerd 1.6 cannot read its own content, and hangs up on the registry
            # before it has sent a byte (github.com/containerd/nerdctl/issues/984).
            if READING_FAILED not in str(failure):
                raise
            self.images(*push)
        self.images("rm", "--sync", reference)

    push_index = push

    def pull(self, reference):
        self.images("pull", *self._transport(reference), "--snapshotter=native", *self._user,
                    reference)
        archive, layout = self.new_file("archive.tar"), self.new_file("layout")
        self.images("export", *self._export, archive, reference)
        self.images("rm", "--sync", reference)  # so that the next pull has to fetch it
        with tarfile.open(archive) as tar:
            tar.extractall(layout)
        return read_oci_image(layout)
