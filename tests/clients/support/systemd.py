"""A real systemd, as the first process of a container. It has a network of its own, so every port is
free."""

import pathlib
import resource
import subprocess

from support.daemon import AS_ROOT
from support.waiting import wait_until

TIMEOUT_S = 120
# What systemd-sysusers would make of `useradd --system berth`.
BERTH_ID = 990
PASSWD = f"""root:x:0:0:root:/root:/bin/sh
berth:x:{BERTH_ID}:{BERTH_ID}::/var/lib/berth:/usr/sbin/nologin
"""
GROUP = f"""root:x:0:
berth:x:{BERTH_ID}:
"""
# Podman asks for more than the machine's own limits, which only some may raise.
MAX_PROCESSES = 4096


class Systemd:
    """Runs from its construction to close(), on the file system in `root` of a folder. options:
    podman's."""

    def __init__(self, directory: pathlib.Path, *options: str):
        self.root = directory / "root"
        self._directory = directory
        open_files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        # runc: crun refuses machines with both versions of control groups.
        self._podman: list[str | pathlib.Path] = [
            *AS_ROOT, "podman", "--root", directory / "storage", "--runroot", directory / "run",
            "--cgroup-manager", "cgroupfs", "--runtime", "runc"]
        self._name = self._run(
            *self._podman, "run", "--detach", "--systemd=always", "--network=none",
            "--ulimit", f"nofile={open_files}:{open_files}",
            "--ulimit", f"nproc={MAX_PROCESSES}:{MAX_PROCESSES}", *options,
            "--rootfs", self.root, "/lib/systemd/systemd").strip()
        wait_until(self._is_up)

    def _is_up(self) -> bool:
        return self.try_run("systemctl", "is-system-running").stdout.strip() in ("running", "degraded")

    def _run(self, *command: str | pathlib.Path, stdin: str = "") -> str:
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False,
                              timeout=TIMEOUT_S)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def try_run(self, *command: str) -> subprocess.CompletedProcess:
        """A command in the container."""
        return subprocess.run([*self._podman, "exec", self._name, *command], capture_output=True,
                              text=True, check=False, timeout=TIMEOUT_S)

    def run(self, *command: str) -> str:
        done = self.try_run(*command)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}\n{self.journal()}"
        return done.stdout

    def run_in_its_network(self, *command: str | pathlib.Path) -> str:
        """A command of this machine that reaches what listens in the container."""
        process = self._run(*self._podman, "inspect", "--format", "{{.State.Pid}}",
                            self._name).strip()
        return self._run(*AS_ROOT, "nsenter", f"--net=/proc/{process}/ns/net", *command)

    def journal(self) -> str:
        return self.try_run("journalctl", "--no-pager", "--output=cat", "--unit=berth").stdout

    def close(self) -> None:
        self.stop()
        self.remove()

    def stop(self) -> None:
        subprocess.run([*self._podman, "rm", "--force", "--time=5", self._name], check=True,
                       capture_output=True, timeout=TIMEOUT_S)

    def remove(self) -> None:
        """What it left behind."""
        subprocess.run([*AS_ROOT, "rm", "-rf", *[self._directory / name for name in (
            "root", "storage", "run")]], check=True)


class SystemdOnThisUsr(Systemd):
    """With this machine's /usr, read-only, the program in /usr/local/bin, and an /etc and a /var of its
    own."""

    def __init__(self, directory: pathlib.Path, program: pathlib.Path, units: list[pathlib.Path]):
        _make_root(directory / "root", units)
        super().__init__(directory, "--volume", "/usr:/usr:ro", "--tmpfs", "/usr/local/bin",
                         "--volume", f"{program}:/usr/local/bin/berth:ro")

    def give_to_berth(self, file: pathlib.Path, mode: int) -> None:
        self._run(*AS_ROOT, "chown", f"{BERTH_ID}:{BERTH_ID}", file)
        self._run(*AS_ROOT, "chmod", f"{mode:o}", file)


def _make_root(root: pathlib.Path, units: list[pathlib.Path]) -> None:
    for name in ("usr", "etc/systemd/system", "etc/berth", "var/lib", "run", "tmp", "proc", "sys",
                 "dev", "root"):
        (root / name).mkdir(parents=True)
    for name in ("bin", "sbin", "lib", "lib64"):
        (root / name).symlink_to(f"usr/{name}")
    etc = root / "etc"
    (etc / "passwd").write_text(PASSWD, encoding="ascii")
    (etc / "group").write_text(GROUP, encoding="ascii")
    (etc / "machine-id").touch()
    for unit in units:
        (etc / "systemd/system" / unit.name).write_bytes(unit.read_bytes())
