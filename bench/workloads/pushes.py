"""Whole small images, pushed the way clients push: HEAD of every blob, POST and PUT of those that
are not there, PUT of the manifest."""

import functools
import os

import load
from load import Load
from peers.peer import Peer
from workloads.workload import Case, LAYERS, LAYER_BYTES, Settings, Workload, check

CONNECTIONS = (1, 8, 32)
READ_BACK = 3


class Pushes(Workload):
    name = "pushes"
    starts_empty = True

    def cases(self):
        pushes = [Case(f"push-c{connections}",
                       f"push of a new image (config + {LAYERS} layers of 4 KiB), c={connections}",
                       functools.partial(measure, name=f"pushes-{connections}", images="new",
                                         connections=connections))
                  for connections in CONNECTIONS]
        return [*pushes, Case("push-again-c8", "push of an image that is there, c=8",
                              functools.partial(measure, name="again", images="same",
                                                connections=8))]


def measure(peer: Peer, settings: Settings, name: str, images: str, connections: int) -> Load:
    repository = peer.repository(name)
    work = {"kind": "images", "repository": repository, "layers": LAYERS,
            "layer_bytes": LAYER_BYTES, "images": images}
    os.sync()  # writes left from before are not this server's
    result, made = load.measure(peer, work, connections=connections, seconds=settings.seconds)
    with peer.client() as client:
        for digest in made[-READ_BACK:]:
            stored = client.pull(repository, digest)  # checks all digests
            check(len(stored) == 1 + 1 + LAYERS, f"read back {digest}")
    return result
