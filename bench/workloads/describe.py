"""DescribeImageTags, the operation Berth was made for: a page of 1,000 tags, asked again when
nothing has changed, and just after something has. Beside nginx, which sends the same bytes."""

import http.client
import json
import time

import load
from load import Load
from peers.berth import Berth
from peers.nginx import Nginx
from peers.peer import Peer
from support import aws
from workloads.tags import REPOSITORY
from workloads.workload import Case, Settings, Workload, check

COUNTS = {"1k": 1_000, "1M": 1_000_000}
PAGE = 1000
CONNECTIONS = 8
OPERATION = "DescribeImageTags"
BODY = json.dumps({"repositoryName": REPOSITORY, "maxResults": PAGE})


class Describe(Workload):
    def __init__(self, label: str, count: int):
        self.name = "describe-" + label
        self.peers = ["berth", "nginx"]
        self._label, self._count = label, count
        self.tags = count

    def data(self, peer, settings):
        return f"tags-{self._count}"

    def fill(self, peer, settings):
        if peer.is_registry:
            peer.seed_tags(REPOSITORY, settings.image, self._count)

    def cases(self):
        what = f"DescribeImageTags, page of {PAGE:,} of {self._count:,}"
        return [Case(f"describe-same-{self._label}", f"{what}, nothing changed, c={CONNECTIONS}",
                     self._same),
                Case(f"describe-changed-{self._label}", f"{what}, changed just before, c=1",
                     _changed, ["berth"])]

    def _page_file(self, settings):
        return settings.directory / f"page-{self._label}"

    def _same(self, peer: Peer, settings: Settings) -> Load:
        file = self._page_file(settings)
        if peer.is_registry:
            request = _request(peer)
            answer = aws.call(peer, OPERATION, BODY.encode())
            check(len(answer.json()["imageTagDetails"]) == PAGE, answer.body)
            file.write_bytes(answer.body)
        else:
            assert isinstance(peer, Nginx)
            check(file.exists(), "no page of berth's to serve")
            peer.put("/page", file.read_bytes())
            request = load.request("GET", "/page")
        return load.measure(peer, load.requests([request], expected_file=file),
                            connections=CONNECTIONS, seconds=settings.seconds, warm_up=True,
                            signed=peer.is_registry)[0]


def _request(peer: Peer) -> dict:
    """Signed now: a signature is good for 15 minutes."""
    return load.request("POST", "/", _headers(peer), BODY)


def _headers(peer: Peer) -> dict[str, str]:
    return aws.signed_headers(peer, OPERATION, BODY.encode())


def _changed(peer: Peer, settings: Settings) -> Load:
    """The change is a commit past the server, whose CPU is for the answers alone. The client is
    Python, which the latencies show; the CPU is the server's."""
    assert isinstance(peer, Berth)
    expected = aws.call(peer, OPERATION, BODY.encode()).body
    headers = _headers(peer)
    connection = http.client.HTTPConnection(peer.address)
    outside_writer = peer.outside_writer()

    def ask_and_change() -> tuple[Load, list[str]]:
        latencies_us = []
        began = time.monotonic()
        with outside_writer as commit:
            while time.monotonic() - began < settings.seconds:
                commit()
                asked = time.monotonic()
                connection.request("POST", "/", BODY, headers)
                answer = connection.getresponse().read()
                latencies_us.append((time.monotonic() - asked) * 1e6)
                check(answer == expected, "another page than before")
        seconds = time.monotonic() - began
        latencies_us.sort()
        count = len(latencies_us)
        return Load(count, seconds, latencies_us[count // 2], latencies_us[count * 99 // 100],
                    latencies_us[-1]), []
    return load.watch(peer, ask_and_change)[0]
