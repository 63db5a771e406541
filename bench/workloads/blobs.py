"""The bulk of a pull: blobs."""

import functools
import os

import load
from load import Load
from peers import REGISTRIES
from support.images import digest_of
from workloads.workload import Case, Workload

SIZES = {"4KiB": 4 << 10, "1MiB": 1 << 20, "256MiB": 256 << 20}
CONNECTIONS = {"4KiB": 16, "1MiB": 16, "256MiB": 4}
REPOSITORY = "blobs"


@functools.cache
def content(size: str) -> bytes:
    return os.urandom(SIZES[size])


class Blobs(Workload):
    name = "blobs"
    peers = [*REGISTRIES, "nginx"]

    def fill(self, peer, settings):
        with peer:
            for size in SIZES:
                peer.push_blob(REPOSITORY, content(size))

    def cases(self):
        return [Case(f"blob-get-{size}", f"GET blob, {size}, c={CONNECTIONS[size]}",
                     lambda peer, settings, size=size: measure(peer, settings, size))
                for size in SIZES]


def measure(peer, settings, size: str) -> Load:
    path = f"/v2/{peer.repository(REPOSITORY)}/blobs/{digest_of(content(size))}"
    file = settings.directory / f"blob-{size}"
    if not file.exists():
        file.write_bytes(content(size))
    work = load.requests([load.request("GET", path)], expected_file=file)
    return load.measure(peer, work, connections=CONNECTIONS[size], seconds=settings.seconds,
                        warm_up=True)[0]
