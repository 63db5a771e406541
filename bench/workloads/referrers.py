"""What refers to an image (signatures, SBOMs), among a hundred thousand other manifests."""

import json

import load
from load import Load, Unsupported
from peers import PEERS
from peers.peer import Peer
from support.images import Blob, Image, OCI_MANIFEST
from workloads.workload import Case, Settings, Workload, check

COUNT = 100_000
REFERRERS = 10
CONNECTIONS = 8
REPOSITORY = "referred"


class Referrers(Workload):
    name = "referrers"
    tags = COUNT
    peers = [peer.name for peer in PEERS
             if peer.is_registry and peer.has_referrers and peer.max_tags >= COUNT]

    def fill(self, peer, settings):
        peer.seed_tags(REPOSITORY, settings.image, COUNT)
        with peer, peer.client() as client:
            for number in range(REFERRERS):
                manifest = _referrer(settings.image, number)
                stored = client.put_manifest(peer.repository(REPOSITORY), manifest.digest, manifest)
                check(stored.status == 201, stored)

    def cases(self):
        return [Case("referrers", f"GET referrers of one of {COUNT:,} manifests, {REFERRERS} of"
                     f" them, c={CONNECTIONS}", _measure)]


def _referrer(image: Image, number: int) -> Blob:
    document = json.loads(image.manifest.content)
    document["artifactType"] = "application/vnd.example.signature"
    document["subject"] = image.manifest.descriptor()
    document["annotations"] = {"org.opencontainers.image.description": f"signature {number}"}
    return Blob(json.dumps(document, separators=(",", ":")).encode(), OCI_MANIFEST)


def _measure(peer: Peer, settings: Settings) -> Load:
    path = f"/v2/{peer.repository(REPOSITORY)}/referrers/{settings.image.digest}"
    with peer.client() as client:
        answer = client.request("GET", path)
    if answer.status == 404:
        raise Unsupported("no referrers API")
    check(answer.status == 200 and len(answer.json()["manifests"]) == REFERRERS, answer)
    return load.measure(peer, load.requests([load.request("GET", path)]), connections=CONNECTIONS,
                        seconds=settings.seconds, warm_up=True)[0]
