"""A bare Debian 12 with a systemd, made from the package sources of this machine."""

import pathlib
import subprocess

from support.daemon import AS_ROOT
from support.matching import found
from support.systemd import Systemd

RELEASE = "bookworm"
TIMEOUT_S = 600  # only ends what hangs
# Of the file system: some 400 MB are used, and Berth wants room for pushes.
SIZE = "3G"
# In the machine, for packages that are handed to it. apt reads there as a user of its own.
PACKAGES = "var/tmp"


def package_sources() -> list[str]:
    """Debian's own, wherever this machine gets them."""
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format=$(ORIGIN) $(CODENAME) $(REPO_URI) $(RELEASE) $(COMPONENT)",
         "Created-By: Packages"], capture_output=True, text=True, check=True).stdout
    lines = []
    for line in targets.splitlines():
        origin, codename, place = line.split(" ", 2)
        if origin == "Debian" and codename.startswith(RELEASE):
            lines.append(f"deb {place}")
    return sorted(set(lines))


def proxy_options() -> list[str]:
    settings = subprocess.run(["apt-config", "dump"], capture_output=True, text=True,
                              check=True).stdout
    return [f"--aptopt={line.rstrip(';')}" for line in settings.splitlines()
            if line.startswith("Acquire::http") and "Proxy" in line]


class BareDebian(Systemd):
    """What packages need is downloaded before it boots: it has no network. It lies in memory: ten
    thousand small files would take minutes on a busy disk."""

    def __init__(self, directory: pathlib.Path, *packages: pathlib.Path):
        root = directory / "root"
        root.mkdir(parents=True)
        subprocess.run([*AS_ROOT, "mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", root],
                       check=True)
        try:
            self._boot(directory, root, packages)
        except BaseException:
            self._unmount(root)
            raise

    def _boot(self, directory: pathlib.Path, root: pathlib.Path,
              packages: tuple[pathlib.Path, ...]) -> None:
        given = " ".join(f'"$1/{PACKAGES}/{package.name}"' for package in packages)
        subprocess.run(
            [*AS_ROOT, "mmdebstrap", "--mode=root", "--variant=minbase", "--include=systemd-sysv",
             "--dpkgopt=force-unsafe-io", "--skip=cleanup/apt,check/empty", *proxy_options(),
             f"--customize-hook=copy-in {' '.join(map(str, packages))} /{PACKAGES}",
             # On the new system's packages, from this machine's network.
             '--customize-hook=APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get install --yes '
             f"--download-only {given}",
             RELEASE, root, *package_sources()],
            capture_output=True, text=True, check=True, timeout=TIMEOUT_S)
        super().__init__(directory)

    @staticmethod
    def _unmount(root: pathlib.Path) -> None:
        # What is left of a machine that did not stop keeps its files until it ends.
        subprocess.run([*AS_ROOT, "umount", "--lazy", root], check=True)

    def close(self) -> None:
        try:
            self.stop()
        finally:
            self._unmount(self.root)
            self.remove()

    def give(self, package: pathlib.Path) -> str:
        """Its path in the machine."""
        subprocess.run([*AS_ROOT, "cp", package, self.root / PACKAGES], check=True)
        return f"/{PACKAGES}/{package.name}"

    def apt(self, *arguments: str) -> str:
        return self.run("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--yes", *arguments)


def with_version(package: pathlib.Path, version: str, folder: pathlib.Path) -> pathlib.Path:
    """The same package under another version."""
    tree = folder / "tree"
    subprocess.run(["dpkg-deb", "--raw-extract", package, tree], check=True)
    control = tree / "DEBIAN/control"
    text = control.read_text(encoding="utf-8")
    text = text.replace(found(r"(?m)^(Version: .*)$", text), f"Version: {version}")
    control.write_text(text, encoding="utf-8")
    made = folder / f"berth_{version}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, made], check=True,
                   capture_output=True)
    return made
