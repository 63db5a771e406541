"""Runs berth_load (bench/load/) against a server and says what that cost the server."""

import dataclasses
import json
import pathlib
import subprocess
from typing import TYPE_CHECKING, Any, Callable

from support.server import ROOT

if TYPE_CHECKING:  # peers know what a load is
    from peers.peer import Peer

BERTH_LOAD = ROOT / "build/release/berth_load"
# Long enough that connections, caches and allocators are in their stride.
WARM_UP_S = 0.2
TIMEOUT_S = 600


class WrongAnswer(Exception):
    """A server did not answer as asked."""


class Unsupported(Exception):
    """The server does not offer this."""


@dataclasses.dataclass
class Load:
    """What one run of a load took."""
    operations: int
    seconds: float
    p50_us: float
    p99_us: float
    max_us: float
    cpu_s: float = 0.0
    peak_mib: float = 0.0
    written_bytes: int = 0

    @property
    def per_second(self) -> float:
        return self.operations / self.seconds

    @property
    def cpu_us(self) -> float:
        """CPU time of the server per operation."""
        return self.cpu_s / self.operations * 1e6

    @property
    def written_kib(self) -> float:
        return self.written_bytes / self.operations / 1024


@dataclasses.dataclass
class Value:
    """A measurement that is one number."""
    value: float
    unit: str


def fields(headers: dict[str, str]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())


def request(method: str, path: str, headers: dict | None = None, body: str = "") -> dict:
    return {"method": method, "path": path, "fields": fields(headers or {}), "body": body}


def requests(requests_: list[dict], *, status: int = 200, once: bool = False,
             expected_file: pathlib.Path | None = None, expected_digest: str | None = None,
             reconnect: bool = False) -> dict:
    """Work: given requests, all of them answered alike."""
    work = {"kind": "requests", "requests": requests_, "status": status,
            "times": "once" if once else "forever"}
    if expected_file is not None:
        work["expected_file"] = str(expected_file)
    if expected_digest is not None:
        work["expected_digest"] = expected_digest
    if reconnect:
        work["connection"] = "close"
    return work


def run(peer: "Peer", work: dict, *, connections: int, seconds: float = 0, operations: int = 0,
        signed: bool = False) -> tuple[Load, list[str]]:
    """Without figures of the server: (the load, digests of new images). Requests that are
    signed get no other login."""
    headers = {"Host": peer.address} if signed else peer.headers()
    job = {"port": peer.port, "tls": peer.certificate is not None, "connections": connections,
           "seconds": seconds, "operations": operations, "fields": fields(headers),
           "work": work}
    done = subprocess.run([BERTH_LOAD], input=json.dumps(job), capture_output=True, text=True,
                          timeout=TIMEOUT_S, check=False)
    if done.returncode != 0:
        raise WrongAnswer(done.stderr.strip()[:500])
    told = json.loads(done.stdout)
    made = told.pop("made")
    return Load(**told), made


def measure(peer: "Peer", work: dict, *, warm_up: bool = False,
            **limits: Any) -> tuple[Load, list[str]]:
    if warm_up:
        warming: dict[str, Any] = {**limits, "seconds": WARM_UP_S}
        run(peer, work, **warming)
    return watch(peer, lambda: run(peer, work, **limits))


def watch(peer: "Peer", action: Callable[[], tuple[Load, list[str]]]) -> tuple[Load, list[str]]:
    """Adds the cost for the server to a load."""
    peer.process.reset_peak()
    before = peer.process.usage()
    load, made = action()
    after = peer.process.usage()
    load.cpu_s = after.cpu_s - before.cpu_s
    load.written_bytes = after.written_bytes - before.written_bytes
    load.peak_mib = peer.process.peak_mib()
    return load, made
