"""Lists of tags, and what a push and a deletion cost, by the number of tags."""

import json

import load
from load import Load
from peers import PEERS
from peers.peer import Peer
from workloads.workload import Case, Settings, Workload, check

COUNTS = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1M": 1_000_000}
PAGE = 100
CONNECTIONS = 8
PUSHES = 300
REPOSITORY = "tags"


class Tags(Workload):
    """With so many tags in one repository, on the servers that can be filled with them."""

    def __init__(self, label: str, count: int):
        self.name = "tags-" + label
        self.peers = [peer.name for peer in PEERS if peer.is_registry and peer.max_tags >= count]
        self._label, self._count = label, count
        self.tags = count

    def data(self, peer, settings):
        return f"tags-{self._count}"

    def fill(self, peer, settings):
        peer.seed_tags(REPOSITORY, settings.image, self._count)

    def cases(self):
        label, count = self._label, f"{self._count:,} tags"
        return [
            Case(f"tags-list-n100-{label}", f"tags/list?n={PAGE} of {count}, c={CONNECTIONS}",
                 self._list_page),
            Case(f"tags-list-all-{label}", f"tags/list of {count}, all pages, c=1", self._list_all),
            Case(f"manifest-put-{label}", f"PUT manifest, new tag, at {count}, c={CONNECTIONS}",
                 self._put),
            Case(f"manifest-delete-{label}", f"DELETE manifest by digest, at {count}, "
                 f"c={CONNECTIONS}", self._delete)]

    def _list_page(self, peer: Peer, settings: Settings) -> Load:
        path = f"/v2/{peer.repository(REPOSITORY)}/tags/list?n={PAGE}"
        with peer.client() as client:
            answer = client.request("GET", path)
        check(answer.status == 200 and len(answer.json()["tags"]) == PAGE, answer)
        work = load.requests([load.request("GET", path)],
                             expected_file=settings.file("tags", answer.body))
        return load.measure(peer, work, connections=CONNECTIONS, seconds=settings.seconds,
                            warm_up=True)[0]

    def _list_all(self, peer: Peer, settings: Settings) -> Load:
        """As a client does: in pages as large as the registry likes them."""
        work = {"kind": "listing", "repository": peer.repository(REPOSITORY), "tags": self._count}
        return load.measure(peer, work, connections=1, seconds=settings.seconds)[0]

    def _put(self, peer: Peer, settings: Settings) -> Load:
        result, digests = _put(peer, settings)
        load.run(peer, _deletion(peer, digests), connections=CONNECTIONS)
        return result

    def _delete(self, peer: Peer, settings: Settings) -> Load:
        """Deletes what is pushed for it: the repository stays the same."""
        _, digests = _put(peer, settings)
        result, _ = load.measure(peer, _deletion(peer, digests), connections=CONNECTIONS)
        with peer.client() as client:
            check(client.get_manifest(peer.repository(REPOSITORY), digests[-1]).status == 404,
                  "a deleted manifest is still there")
        return result


def _put(peer: Peer, settings: Settings) -> tuple[Load, list[str]]:
    document = json.loads(settings.image.manifest.content)
    work = {"kind": "manifests", "repository": peer.repository(REPOSITORY),
            "config": document["config"], "layers": document["layers"]}
    return load.measure(peer, work, connections=CONNECTIONS, seconds=settings.seconds,
                        operations=PUSHES)


def _deletion(peer: Peer, digests: list[str]) -> dict:
    path = f"/v2/{peer.repository(REPOSITORY)}/manifests/"
    return load.requests([load.request("DELETE", path + digest) for digest in digests],
                         status=202, once=True)
