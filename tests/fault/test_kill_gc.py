"""kill -9 at random moments while garbage is collected, images are pushed and deleted: images that
were not deleted stay whole, and no unknown file is left."""

import http.client
import random
import threading
import time

from support import aws
from support.administration import Administration
from support.garbage import collect, make_due, stored
from support.images import Image, make_image, manifests_and_blobs
from support.oci import OciClient
from support.server import ALIAS, Server

ROUNDS = 35
PUSHERS = 3
LONGEST_ROUND_S = 0.6
REPOSITORIES = ["crash/one", "crash/two"]
SHARED_LAYERS = 6  # deleted with one image, still needed by another


def push_what_is_missing(oci: OciClient, path: str, image: Image, tag: str) -> None:
    """As clients do it: a blob that exists when they ask exists when they name it."""
    for blob in image.blobs:
        found = oci.request("HEAD", f"/v2/{path}/blobs/{blob.digest}")
        assert found.status in (200, 404), found
        if found.status == 404:
            oci.push_blob(path, blob.content)
    oci.tag(path, image, tag)


class Pusher(threading.Thread):
    """Pushes images and deletes some of them, until the server is gone."""

    def __init__(self, server: Server, password: str, name: str, images: list[Image]):
        super().__init__()
        self.kept: dict[tuple[str, str], Image] = {}  # by repository and tag: acknowledged
        self.failure: BaseException | None = None
        self.deleted = 0
        self._server, self._password, self._name = server, password, name
        self._images = images

    def run(self):
        dice = random.Random(self._name)
        try:
            with OciClient(self._server.address, self._password) as oci:
                for number in range(10**9):
                    self._work(oci, dice, f"{self._name}-{number}")
        except (OSError, http.client.HTTPException):
            pass  # the server was killed: what this is about
        except BaseException as failure:  # told to the test, which runs in another thread
            self.failure = failure

    def _work(self, oci: OciClient, dice: random.Random, tag: str) -> None:
        repository = dice.choice(REPOSITORIES)
        path = f"{ALIAS}/{repository}"
        image = make_image(layer_bytes=dice.randrange(1, 50_000))
        oci.push(path, image, tag)
        if dice.random() < 0.5:
            response = oci.request("DELETE", f"/v2/{path}/manifests/{image.digest}")
            assert response.status == 202, response
            self.deleted += 1
        else:
            self.kept[repository, tag] = image
        # The same few images, pushed and deleted by all.
        image = dice.choice(self._images)
        push_what_is_missing(oci, path, image, f"shared-{image.digest[7:15]}")
        oci.request("DELETE", f"/v2/{path}/manifests/{image.digest}")
        if dice.random() < 0.3:
            oci.start_upload(path)


def push_until_killed(server: Server, password: str, number: int, images: list[Image],
                      wait_s: float) -> list[Pusher]:
    pushers = [Pusher(server, password, f"round-{number}-{i}", images) for i in range(PUSHERS)]
    for pusher in pushers:
        pusher.start()
    time.sleep(wait_s)  # the random moment
    server.kill()
    for pusher in pushers:
        pusher.join()
    assert [pusher.failure for pusher in pushers] == [None] * PUSHERS
    return pushers


def check_whole(server: Server, password: str, kept: dict) -> None:
    with OciClient(server.address, password) as oci:
        for (repository, tag), image in kept.items():
            pulled = oci.pull(f"{ALIAS}/{repository}", tag)
            assert pulled == {part.digest: part.content for part in manifests_and_blobs(image)}


def test_kill_9_while_collecting_loses_nothing_and_leaves_nothing(tmp_path):
    dice = random.Random(0)
    server = Server(tmp_path, "--gc-interval", "0")
    server.start()
    ecr = aws.make_client(server)
    for repository in REPOSITORIES:
        ecr.create_repository(repositoryName=repository)
    password = aws.login_password(ecr)
    images = [make_image() for _ in range(SHARED_LAYERS)]
    kept: dict[tuple[str, str], Image] = {}
    deleted = 0
    for number in range(ROUNDS):
        pushers = push_until_killed(server, password, number, images,
                                    dice.uniform(0, LONGEST_ROUND_S))
        new = {key: image for pusher in pushers for key, image in pusher.kept.items()}
        deleted += sum(pusher.deleted for pusher in pushers)
        make_due(server)
        server.start()
        check_whole(server, password, new)
        kept |= new
    make_due(server)
    collect(server)
    check_whole(server, password, kept)
    server.wait_for_log('"event":"gc"')
    server.stop()
    # What crashes left behind was found, and goes like the rest.
    berth = Administration(server)
    make_due(server)
    collect(server, "--gc-grace", "0", "--upload-expiry", "0")
    assert berth.read("fsck") == []
    assert collect(server, "--dry-run", "--gc-grace", "0")["blobs"] == (0, 0)
    assert stored(server) >= {blob.digest for image in kept.values() for blob in image.blobs}
    # Hundreds, and still some with a sanitizer on a busy machine.
    assert deleted > 0, "nothing was deleted: the rounds are too short"
