"""The bulk of a push: blobs that nobody has pushed before, each acknowledged when it is stored."""

import functools
import os

import load
from load import Load
from peers import REGISTRIES
from peers.floor import Floor
from peers.peer import Peer
from support.images import digest_of
from workloads.workload import Case, Settings, Workload, check

SIZES = {"1MiB": 1 << 20, "256MiB": 256 << 20}
CONNECTIONS = (1, 8)
# A large blob takes as long as a second of many small ones.
LARGE_PER_CONNECTION = {1: 2, 8: 1}
REPOSITORY = "uploads"
READ_BACK = 2


class Uploads(Workload):
    name = "uploads"
    peers = [*REGISTRIES, "openssl+dd"]
    starts_empty = True

    def cases(self):
        return [Case(f"blob-put-{size}-c{connections}", f"PUT blob, {size}, c={connections}",
                     functools.partial(measure, size=size, connections=connections),
                     None if (size, connections) == ("256MiB", 1) else REGISTRIES)
                for size in SIZES for connections in CONNECTIONS]


def measure(peer: Peer, settings: Settings, size: str, connections: int) -> Load:
    operations = LARGE_PER_CONNECTION[connections] * connections if size == "256MiB" else 0
    os.sync()  # writes left from before are not this server's
    if isinstance(peer, Floor):
        return peer.hash_and_write(SIZES[size], operations)
    repository = peer.repository(REPOSITORY)
    work = {"kind": "blobs", "repository": repository, "bytes": SIZES[size]}
    result, made = load.measure(peer, work, connections=connections, operations=operations,
                                seconds=0 if operations else settings.seconds)
    with peer.client() as client:
        for digest in made[-READ_BACK:]:
            stored = client.get_blob(repository, digest)
            check(stored.status == 200 and digest_of(stored.body) == digest, f"read back {digest}")
    return result
