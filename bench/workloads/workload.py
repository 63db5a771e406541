"""What a workload is, and what the cases of all workloads share."""

import abc
import dataclasses
import pathlib
from typing import Callable, ClassVar

from load import Load, Value, WrongAnswer
from peers import REGISTRIES, Peer
from support.images import Image, make_image

LAYERS, LAYER_BYTES = 3, 4096


@dataclasses.dataclass(frozen=True)
class Settings:
    """The settings of a run."""
    directory: pathlib.Path  # for files that are wanted while it lasts
    seconds: float  # of a measurement that has no end of its own
    max_tags: int  # workloads that need more are left out
    image: Image = dataclasses.field(
        default_factory=lambda: make_image(layers=LAYERS, layer_bytes=LAYER_BYTES))
    round: int = 0

    def file(self, name: str, content: bytes) -> pathlib.Path:
        path = self.directory / name
        path.write_bytes(content)
        return path


@dataclasses.dataclass(frozen=True)
class Case:
    """One line of the report: measured on one server, which runs, at a time."""
    name: str
    title: str
    measure: Callable[[Peer, Settings], Load | Value]
    peers: list[str] | None = None  # of the workload's, if not all


class Workload(abc.ABC):
    """Cases on servers that hold the same data. One round starts the servers one after the other,
    and measures every case on each."""

    name: str
    peers: list[str] = REGISTRIES
    # A new data directory for every round, so that pushes do not pile up.
    starts_empty: ClassVar[bool] = False
    over_tls: ClassVar[bool] = False
    # How many tags it needs on every server.
    tags: int = 0

    @abc.abstractmethod
    def cases(self) -> list[Case]:
        pass

    def data(self, peer: type[Peer], settings: Settings) -> str:
        """Names what the server holds: workloads with the same share the directory."""
        del peer, settings
        return self.name

    def fill(self, peer: Peer, settings: Settings) -> None:
        """Once for each data directory. The server does not run, and must not when this returns."""


def check(condition: bool, what: object) -> None:
    if not condition:
        raise WrongAnswer(str(what)[:500])
