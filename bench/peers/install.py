"""Where the peers come from. Everything is pinned and built on this machine, into build/bench/bin."""

import dataclasses
import os
import pathlib
import shutil
import subprocess
import sys

from support.server import ROOT

BIN = ROOT / "build/bench/bin"
MODULES = ROOT / "bench/peers/modules"
ZOT_VERSION = "v2.1.20"


@dataclasses.dataclass(frozen=True)
class GoProgram:
    """A package, of a module here whose go.sum locks all that it is built from, or of a version."""
    name: str  # of the binary, in a directory of its own: builds of one package differ in tags
    package: str
    version: str
    module: str | None = None
    tags: str = ""
    experiment: str = ""

    @property
    def binary(self) -> pathlib.Path:
        return BIN / self.name / self.package.rsplit("/", 1)[1]

    def is_installed(self) -> bool:
        stamp = self.binary.parent / "version"
        return self.binary.exists() and stamp.exists() and stamp.read_text() == repr(self)

    def install(self) -> None:
        if self.is_installed():
            return
        if shutil.which("go") is None:
            raise RuntimeError("go is missing: the peers are built with Go 1.26 (https://go.dev/dl)")
        directory = self.binary.parent
        directory.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "CGO_ENABLED": "0", "GOBIN": str(directory)}
        if self.experiment:
            environment["GOEXPERIMENT"] = self.experiment
        package = self.package if self.module else f"{self.package}@{self.version}"
        tags = ["-tags", self.tags] if self.tags else []
        done = subprocess.run(["nice", "go", "install", "-p", "2", *tags, package],
                              cwd=MODULES / self.module if self.module else BIN,
                              env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(done.stderr, file=sys.stderr)
            raise RuntimeError(f"go install {package} failed on this machine")
        (directory / "version").write_text(repr(self))


DISTRIBUTION = GoProgram(
    "distribution", "github.com/distribution/distribution/v3/cmd/registry", "v3.1.1",
    module="distribution")
OLAREG = GoProgram("olareg", "github.com/olareg/olareg/cmd/olareg", "v0.2.2", module="olareg")
ZOT = GoProgram("zot", "zotregistry.dev/zot/v2/cmd/zot", ZOT_VERSION, experiment="jsonv2")
ZOT_SEARCH = GoProgram("zot-search", "zotregistry.dev/zot/v2/cmd/zot", ZOT_VERSION,
                       tags="search", experiment="jsonv2")
ZB = GoProgram("zb", "zotregistry.dev/zot/v2/cmd/zb", ZOT_VERSION, experiment="jsonv2")
