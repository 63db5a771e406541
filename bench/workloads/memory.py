"""Memory of a server that does nothing, alone and with ten thousand clients that do nothing."""

import contextlib
import resource
import socket
import time

from load import Unsupported, Value
from peers import REGISTRIES
from peers.peer import Peer
from support.images import OCI_MANIFEST
from workloads.workload import Case, Settings, Workload, check

IDLE_CONNECTIONS = 10_000
SPARE_DESCRIPTORS = 200
SETTLE_S = 1
REPOSITORY, TAG = "memory", "latest"


class Memory(Workload):
    name = "memory"
    peers = [*REGISTRIES, "nginx"]

    def fill(self, peer, settings):
        with peer:
            peer.push(REPOSITORY, settings.image, TAG)

    def cases(self):
        return [Case("memory-idle", "memory of an idle server", _idle),
                Case("memory-connections", f"memory with {IDLE_CONNECTIONS:,} idle connections,"
                     " each after one answer", _with_connections)]


def _idle(peer: Peer, settings: Settings) -> Value:
    del settings
    time.sleep(SETTLE_S)
    return Value(peer.process.resident_mib(), "MiB")


def _with_connections(peer: Peer, settings: Settings) -> Value:
    del settings
    wanted = IDLE_CONNECTIONS + SPARE_DESCRIPTORS
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < wanted:
        raise Unsupported(f"ulimit -n is {hard}, {wanted} are needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # the server was given it, too
    path = f"/v2/{peer.repository(REPOSITORY)}/manifests/{TAG}"
    # distribution returns an OCI manifest only to clients that accept one.
    headers = "".join(f"{name}: {value}\r\n" for name, value in {
        "Host": peer.address, "Accept": OCI_MANIFEST, **peer.headers()}.items())
    request = f"HEAD {path} HTTP/1.1\r\n{headers}\r\n".encode()
    with contextlib.ExitStack() as connections:
        for _ in range(IDLE_CONNECTIONS):
            connection = connections.enter_context(socket.create_connection(
                ("127.0.0.1", peer.port), timeout=60))
            connection.sendall(request)
            answer = connection.recv(65536)
            check(answer.startswith(b"HTTP/1.1 200 "), answer)
        time.sleep(SETTLE_S)
        used_mib = peer.process.resident_mib()
    return Value(used_mib, "MiB")
