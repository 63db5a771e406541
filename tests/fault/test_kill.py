"""kill -9 at random moments during pushes: an acknowledged push is stored and whole, any other
is stored and whole or leaves nothing."""

import http.client
import random
import threading
import time

from support import aws
from support.aws import EcrClient
from support.images import Image, Index, make_image, make_multi_arch, manifests_and_blobs
from support.oci import OciClient
from support.server import ALIAS, Server

ROUNDS = 50
PUSHERS = 4
LONGEST_ROUND_S = 0.4
REPOSITORY = "crash/test"
PATH = f"{ALIAS}/{REPOSITORY}"


class Pusher(threading.Thread):
    """Pushes images, new tags and moved ones, until the server is gone."""

    def __init__(self, server: Server, password: str, name: str):
        super().__init__()
        self.acknowledged: dict[str, Image | Index] = {}  # by tag: the last that was acknowledged
        self.attempted: dict[str, Image | Index] = {}  # by tag: one that was not, or not yet
        self.failure: BaseException | None = None
        self._server, self._password, self._name = server, password, name

    def run(self):
        dice = random.Random(self._name)
        try:
            with OciClient(self._server.address, self._password) as oci:
                for number in range(10**9):
                    self._push(oci, dice, number)
        except (OSError, http.client.HTTPException):
            pass  # the server was killed: what this is about
        except BaseException as failure:  # told to the test, which runs in another thread
            self.failure = failure

    def _push(self, oci: OciClient, dice: random.Random, number: int) -> None:
        if dice.random() < 0.2:
            image: Image | Index = make_multi_arch(layer_bytes=dice.randrange(1, 20_000))
        else:
            image = make_image(layers=dice.randrange(1, 4), layer_bytes=dice.randrange(1, 200_000))
        tag = f"{self._name}-moving" if dice.random() < 0.3 else f"{self._name}-{number}"
        self.attempted[tag] = image
        oci.push(PATH, image, tag)
        self.acknowledged[tag] = image
        del self.attempted[tag]


def check_listed(ecr: EcrClient, pushers: list[Pusher]) -> dict[str, str]:
    """Digest by tag of what the server lists, which is what the pushers know."""
    pages = ecr.get_paginator("describe_image_tags").paginate(
        repositoryName=REPOSITORY, PaginationConfig={"PageSize": 1000})
    listed = {tag["imageTag"]: tag["imageDetail"] for page in pages
              for tag in page["imageTagDetails"]}
    for pusher in pushers:
        for tag, image in pusher.acknowledged.items():
            allowed = {image.digest, pusher.attempted.get(tag, image).digest}
            assert listed[tag]["imageDigest"] in allowed, tag
    known = {tag: image for pusher in pushers
             for tag, image in [*pusher.acknowledged.items(), *pusher.attempted.items()]}
    for tag, detail in listed.items():
        if tag in known and detail["imageDigest"] == known[tag].digest:
            assert detail["imageSizeInBytes"] == known[tag].size_in_bytes
    return {tag: detail["imageDigest"] for tag, detail in listed.items()}


def check_whole(oci: OciClient, digests: set[str], pushers: list[Pusher]) -> None:
    """Every manifest that can be read is complete, and every blob is what its digest says."""
    pushed = {image.digest: image for pusher in pushers
              for image in [*pusher.acknowledged.values(), *pusher.attempted.values()]}
    for digest in digests:
        pulled = oci.pull(PATH, digest)
        if digest in pushed:
            assert pulled == {part.digest: part.content
                              for part in manifests_and_blobs(pushed[digest])}


def check_nothing_half(oci: OciClient, pushers: list[Pusher]) -> None:
    """What was not acknowledged: each part is whole or unknown."""
    for pusher in pushers:
        for image in pusher.attempted.values():
            for part in manifests_and_blobs(image):
                is_manifest = part.media_type.endswith(("manifest.v1+json", "index.v1+json"))
                if is_manifest:
                    response = oci.get_manifest(PATH, part.digest)
                    if response.status == 200:
                        oci.pull(PATH, part.digest)
                else:
                    response = oci.get_blob(PATH, part.digest)
                assert response.status in (200, 404), response
                assert response.status == 404 or response.body == part.content


def test_kill_9_loses_nothing_acknowledged(tmp_path):
    dice = random.Random(0)
    server = Server(tmp_path)
    server.start()
    ecr = aws.make_client(server)
    ecr.create_repository(repositoryName=REPOSITORY)
    password = aws.login_password(ecr)
    kept: dict[str, str] = {}  # all that was listed after the last kill
    acknowledged = 0
    for number in range(ROUNDS):
        pushers = [Pusher(server, password, f"round-{number}-{i}") for i in range(PUSHERS)]
        for pusher in pushers:
            pusher.start()
        time.sleep(dice.uniform(0, LONGEST_ROUND_S))  # the random moment
        server.kill()
        for pusher in pushers:
            pusher.join()
        assert [pusher.failure for pusher in pushers] == [None] * PUSHERS
        acknowledged += sum(len(pusher.acknowledged) for pusher in pushers)

        server.start()
        listed = check_listed(ecr, pushers)
        assert kept.items() <= listed.items()
        with OciClient(server.address, password) as oci:
            check_whole(oci, {listed[tag] for tag in listed.keys() - kept.keys()}, pushers)
            check_nothing_half(oci, pushers)
        kept = listed
    with OciClient(server.address, password) as oci:
        check_whole(oci, set(kept.values()), [])
    server.stop()
    # Hundreds, and still some with a sanitizer on a busy machine.
    assert acknowledged > 0, "nothing was pushed: the rounds are too short"
