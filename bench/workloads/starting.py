"""From the start of the process to its first answer, with as many tags as it was filled with."""

import statistics

from load import Value
from peers import PEERS
from peers.peer import Peer
from workloads.tags import REPOSITORY
from workloads.workload import Case, Settings, Workload

STARTS = 3


class Starting(Workload):
    name = "starting"
    peers = [peer.name for peer in PEERS if peer.is_registry]

    def data(self, peer, settings):
        return f"tags-{_count(peer, settings)}"

    def fill(self, peer, settings):
        peer.seed_tags(REPOSITORY, settings.image, _count(peer, settings))

    def cases(self):
        return [Case("start", "start to the first answer, with tags: "
                     + ", ".join(f"{peer.name} {peer.max_tags:,}" for peer in PEERS
                                 if peer.is_registry), _measure)]


def _count(peer: Peer, settings: Settings) -> int:
    return min(peer.max_tags, settings.max_tags)


def _measure(peer: Peer, settings: Settings) -> Value:
    del settings
    times_ms = []
    for _ in range(STARTS):
        peer.stop()
        peer.start()
        times_ms.append(peer.start_s * 1000)
    return Value(statistics.median(times_ms), "ms")
