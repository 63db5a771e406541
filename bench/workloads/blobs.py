"""The bulk of a pull: blobs."""

import functools
import os

import load
from load import Load
from peers import REGISTRIES
from peers.peer import Peer
from support.images import digest_of, make_artifact
from workloads.workload import Case, Settings, Workload

SIZES = {"4KiB": 4 << 10, "1MiB": 1 << 20, "256MiB": 256 << 20}
CONNECTIONS = {"4KiB": 16, "1MiB": 16, "256MiB": 4}
REPOSITORY = "layers"  # olareg takes no name that is a word of the protocol


@functools.cache
def content(size: str) -> bytes:
    return os.urandom(SIZES[size])


class Blobs(Workload):
    name = "blobs"
    peers = [*REGISTRIES, "nginx"]

    def fill(self, peer, settings):
        # In an image: olareg has no blobs that nothing refers to after a restart.
        with peer:
            peer.push(REPOSITORY, make_artifact(*map(content, SIZES)), "latest")

    def cases(self):
        return [Case(f"blob-get-{size}", f"GET blob, {size}, c={CONNECTIONS[size]}",
                     functools.partial(measure, size=size))
                for size in SIZES]


def measure(peer: Peer, settings: Settings, size: str) -> Load:
    path = f"/v2/{peer.repository(REPOSITORY)}/blobs/{digest_of(content(size))}"
    file = settings.directory / f"blob-{size}"
    if not file.exists():
        file.write_bytes(content(size))
    work = load.requests([load.request("GET", path)], expected_file=file)
    return load.measure(peer, work, connections=CONNECTIONS[size], seconds=settings.seconds,
                        warm_up=True)[0]
