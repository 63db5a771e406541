"""What pulls begin with: a manifest, by tag and by digest."""

import functools

import load
from load import Load
from peers import REGISTRIES
from peers.peer import Peer
from support.images import OCI_MANIFEST
from workloads.workload import Case, Settings, Workload

CONNECTIONS = (1, 16, 64)
REPOSITORY, TAG = "manifests", "latest"


class Manifests(Workload):
    name = "manifests"
    peers = [*REGISTRIES, "nginx"]

    def fill(self, peer, settings):
        with peer:
            peer.push(REPOSITORY, settings.image, TAG)

    def cases(self):
        return [Case(f"manifest-{method.lower()}-{by}-c{connections}",
                     f"{method} manifest by {by}, c={connections}",
                     functools.partial(measure, method=method, by=by, connections=connections))
                for method in ("GET", "HEAD") for by in ("tag", "digest")
                for connections in CONNECTIONS]


def measure(peer: Peer, settings: Settings, method: str, by: str, connections: int) -> Load:
    reference = TAG if by == "tag" else settings.image.digest
    path = f"/v2/{peer.repository(REPOSITORY)}/manifests/{reference}"
    work = load.requests(
        [load.request(method, path, {"Accept": OCI_MANIFEST})],
        expected_file=settings.file("manifest", settings.image.manifest.content),
        expected_digest=settings.image.digest if peer.is_registry else None)
    return load.measure(peer, work, connections=connections, seconds=settings.seconds,
                        warm_up=True)[0]
