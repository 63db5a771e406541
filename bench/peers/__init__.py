"""The servers that are measured side by side, each in a file of its own."""

from peers.baseline import Baseline
from peers.berth import Berth
from peers.distribution import Distribution
from peers.floor import Floor
from peers.nginx import Nginx
from peers.olareg import Olareg
from peers.peer import NAMESPACE, Certificate, Peer
from peers.zot import Zot, ZotCommit, ZotSearch

__all__ = ["NAMESPACE", "PEERS", "REGISTRIES", "Baseline", "Berth", "Certificate", "Distribution",
           "Floor", "Nginx", "Olareg", "Peer", "Zot", "ZotCommit", "ZotSearch"]

PEERS: list[type[Peer]] = [Berth, Nginx, Zot, ZotCommit, ZotSearch, Distribution, Olareg, Floor]
REGISTRIES = [peer.name for peer in PEERS if peer.is_registry]
