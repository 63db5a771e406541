"""BuildKit: its daemon with a worker of its own, and its client buildctl."""

import base64
import json
import pathlib
import subprocess

from support.container_clients import Client, CommandError
from support.daemon import AS_ROOT, Daemon
from support.go_clients import BUILT
from support.server import Server


class BuildKit(Client):
    """A daemon that knows one registry. more: tables of its configuration."""

    def __init__(self, directory: pathlib.Path, server: Server, snapshotter: str = "native",
                 more: str = ""):
        super().__init__(directory, server.certificate)
        self._address = f"unix://{directory}/buildkitd.sock"
        trust = "http = true"
        if self.certificate is not None:
            # Without the first line it would speak HTTP, as it does to all loopback addresses.
            trust = f'http = false\nca = ["{self.certificate.file}"]'
            self.environment["SSL_CERT_FILE"] = str(self.certificate.file)  # for tokens
        configuration = directory / "buildkitd.toml"
        configuration.write_text(f"""root = "{directory}/storage"
[otel]
socketPath = "{directory}/otel.sock"
[worker.oci]
snapshotter = "{snapshotter}"
[worker.containerd]
enabled = false
[registry."{server.address}"]
{trust}
{more}""", encoding="utf-8")
        self._daemon = Daemon(
            [BUILT / "buildkitd", "--config", configuration, "--addr", self._address],
            directory / "buildkitd.log", self.environment, self._is_ready)

    def _is_ready(self) -> bool:
        try:
            self.control("debug", "workers")
        except CommandError:
            return False
        return True

    def close(self) -> None:
        self._daemon.close()
        for mount in self._mounts():
            subprocess.run([*AS_ROOT, "umount", mount], check=True)
        self.remove_as_root("storage")

    def _mounts(self) -> list[str]:
        """What it mounted and left so: the stargz snapshotter does. The innermost first."""
        points = [line.split()[1] for line in
                  pathlib.Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
        return [point for point in reversed(points) if point.startswith(f"{self.directory}/")]

    def login(self, address: str, password: str) -> None:
        auth = base64.b64encode(f"AWS:{password}".encode()).decode()
        self._write_logins({address: {"auth": auth}})

    def logout(self, address: str) -> None:
        del address
        self._write_logins({})

    def _write_logins(self, logins: dict) -> None:
        (self.directory / "config.json").write_text(json.dumps({"auths": logins}), encoding="ascii")

    def control(self, *arguments: str | pathlib.Path) -> str:
        return self.run(*AS_ROOT, BUILT / "buildctl", "--addr", self._address, *arguments)

    def build(self, folder: pathlib.Path, *options: str) -> tuple[list[str], dict]:
        """Builds what a Dockerfile says. (The steps that a cache already had, what the exporter says
        of the result.)"""
        metadata, trace = self.new_file("metadata.json"), self.new_file("trace.json")
        self.control("build", "--frontend=dockerfile.v0", f"--local=context={folder}",
                     f"--local=dockerfile={folder}", f"--metadata-file={metadata}",
                     f"--trace={trace}", "--progress=plain", *options)
        cached = {}
        for line in trace.read_text(encoding="utf-8").splitlines():
            for vertex in json.loads(line).get("vertexes") or []:
                cached[vertex["name"]] = vertex.get("cached", False)
        steps = [name for name, is_cached in cached.items()
                 if is_cached and name.startswith("[") and not name.startswith("[internal]")]
        # Without an exporter it prints nothing.
        told = json.loads(metadata.read_text(encoding="utf-8")) if metadata.exists() else {}
        return steps, told

    def forget(self) -> None:
        """Everything that it has built or fetched."""
        self.control("prune", "--all")
