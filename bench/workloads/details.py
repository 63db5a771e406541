"""All details of 1,000 tags: one call of DescribeImageTags; for the other registries the list of
tags, then manifest and config of each; or zot's search."""

import json

import load
from load import Load
from peers import REGISTRIES
from peers.peer import Peer
from support import aws
from workloads.workload import Case, LAYERS, LAYER_BYTES, Settings, Workload, check

COUNT = 1_000
CONNECTIONS = 16
REPOSITORY = "details"
SEARCH_PATH = "/v2/_zot/ext/search"
QUERY = ('{ ImageList(repo: "%s", requestedPage: {limit: 0}) { Results { Tag Digest Size'
         ' LastUpdated MediaType } } }')


class Details(Workload):
    name = "details"

    def fill(self, peer, settings):
        with peer:
            work = {"kind": "images", "repository": peer.repository(REPOSITORY), "layers": LAYERS,
                    "layer_bytes": LAYER_BYTES, "images": "new"}
            load.run(peer, work, connections=8, operations=COUNT)

    def cases(self):
        return [Case("details-api", f"details of {COUNT:,} tags by one call"
                     " (DescribeImageTags; zot: search)", _by_one_call, ["berth", "zot-search"]),
                Case("details-oci", f"details of {COUNT:,} tags by tags/list, manifests and configs,"
                     f" c={CONNECTIONS}", _by_many_calls, REGISTRIES)]


def _by_one_call(peer: Peer, settings: Settings) -> Load:
    if peer.kind() == "berth":
        operation = "DescribeImageTags"
        body = json.dumps({"repositoryName": REPOSITORY, "maxResults": COUNT})
        answer = aws.call(peer, operation, body.encode())
        check(len(answer.json()["imageTagDetails"]) == COUNT, answer.body)
        request = load.request("POST", "/", aws.signed_headers(peer, operation, body.encode()), body)
    else:
        body = json.dumps({"query": QUERY % peer.repository(REPOSITORY)})
        headers = {"Content-Type": "application/json"}
        with peer.client() as client:
            answer = client.request("POST", SEARCH_PATH, body, headers)
        check(len(answer.json()["data"]["ImageList"]["Results"]) == COUNT, answer.body)
        request = load.request("POST", SEARCH_PATH, headers, body)
    work = load.requests([request], expected_file=settings.file("details", answer.body))
    return load.measure(peer, work, connections=1, seconds=settings.seconds,
                        signed=peer.kind() == "berth")[0]


def _by_many_calls(peer: Peer, settings: Settings) -> Load:
    work = {"kind": "details", "repository": peer.repository(REPOSITORY), "tags": COUNT}
    return load.measure(peer, work, connections=CONNECTIONS, seconds=settings.seconds)[0]
