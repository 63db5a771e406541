"""Pulls over TLS, on kept and on new connections."""

import load
from load import Load
from peers import PEERS
from peers.peer import Peer
from support.images import OCI_MANIFEST, digest_of, make_artifact
from workloads import blobs
from workloads.workload import Case, Settings, Workload

REPOSITORY, TAG = "tls", "latest"
CONNECTIONS = 16


class Tls(Workload):
    name = "tls"
    peers = [peer.name for peer in PEERS if peer.is_registry or peer.name == "nginx"]
    over_tls = True

    def fill(self, peer, settings):
        plain = type(peer)(peer.directory)  # the same data, filled without TLS
        with plain:
            plain.push(REPOSITORY, settings.image, TAG)
            plain.push(REPOSITORY, make_artifact(blobs.content("256MiB")), "large")
            peer.log_in_as(plain)

    def cases(self):
        return [Case("tls-manifest", f"GET manifest over TLS, c={CONNECTIONS}",
                     lambda peer, settings: _manifest(peer, settings, reconnect=False)),
                Case("tls-handshake", f"GET manifest over a new TLS connection, c={CONNECTIONS}",
                     lambda peer, settings: _manifest(peer, settings, reconnect=True)),
                Case("tls-blob", "GET blob over TLS, 256 MiB, c=4", _blob)]


def _manifest(peer: Peer, settings: Settings, *, reconnect: bool) -> Load:
    path = f"/v2/{peer.repository(REPOSITORY)}/manifests/{TAG}"
    work = load.requests([load.request("GET", path, {"Accept": OCI_MANIFEST})],
                         expected_file=settings.file("manifest", settings.image.manifest.content),
                         reconnect=reconnect)
    return load.measure(peer, work, connections=CONNECTIONS, seconds=settings.seconds,
                        warm_up=True)[0]


def _blob(peer: Peer, settings: Settings) -> Load:
    content = blobs.content("256MiB")
    path = f"/v2/{peer.repository(REPOSITORY)}/blobs/{digest_of(content)}"
    work = load.requests([load.request("GET", path)],
                         expected_file=settings.file("tls-blob", content))
    return load.measure(peer, work, connections=4, seconds=settings.seconds)[0]
