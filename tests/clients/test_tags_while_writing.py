"""The promise of listings: every tag that exists during the whole listing is returned exactly once,
whatever is pushed, moved or deleted meanwhile."""

import collections
import random
import threading

import pytest
from support.images import make_image
from support.oci import OciClient
from support.server import Server
from support.waiting import wait_until

STABLE_TAGS = 300
WRITERS = 4
VOLATILE_NAMES = 200  # of each writer
LISTINGS = 25


class Writer(threading.Thread):
    """Pushes, moves and deletes tags of its own until told to stop."""

    def __init__(self, server: Server, password: str, path: str, number: int,
                 stopping: threading.Event):
        super().__init__()
        self.writes = 0
        self.failure: BaseException | None = None
        self._server, self._password, self._path = server, password, path
        self._number, self._stopping = number, stopping

    def run(self):
        try:
            with OciClient(self._server.address, self._password) as oci:
                self._write(oci)
        except BaseException as failure:  # told to the test, which runs in another thread
            self.failure = failure

    def _write(self, oci: OciClient) -> None:
        dice = random.Random(self._number)
        images = [make_image() for _ in range(3)]
        for image in images:
            oci.push(self._path, image)
        while not self._stopping.is_set():
            tag = f"{dice.randrange(VOLATILE_NAMES):03}-volatile-{self._number}"
            if dice.random() < 0.3:
                response = oci.request("DELETE", f"/v2/{self._path}/manifests/{tag}")
                assert response.status in (202, 404), response
            else:
                oci.tag(self._path, dice.choice(images), tag)
            self.writes += 1


@pytest.mark.parametrize("page_size", [7, 100])
def test_tags_that_exist_throughout_are_listed_exactly_once(
        server, ecr, password, oci, repository, path, page_size):
    image = make_image()
    oci.push(path, image)
    stable = [f"{i:03}-stable" for i in range(STABLE_TAGS)]
    for tag in stable:
        oci.tag(path, image, tag)

    stopping = threading.Event()
    writers = [Writer(server, password, path, number, stopping) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        # Else all listings may be over before the first write.
        wait_until(lambda: all(writer.writes or writer.failure for writer in writers))
        for _ in range(LISTINGS):
            pages = ecr.get_paginator("describe_image_tags").paginate(
                repositoryName=repository, PaginationConfig={"PageSize": page_size})
            tags = [tag for page in pages for tag in page["imageTagDetails"]]
            names = [tag["imageTag"] for tag in tags]
            assert collections.Counter(names).most_common(1)[0][1] == 1
            assert [name for name in names if name.endswith("-stable")] == stable
            assert names == sorted(names)
            assert all(tag["imageDetail"]["imageDigest"] == image.digest
                       for tag in tags if tag["imageTag"].endswith("-stable"))
    finally:
        stopping.set()
        for writer in writers:
            writer.join()
    assert [writer.failure for writer in writers] == [None] * WRITERS
    assert all(writer.writes > 0 for writer in writers)


def test_what_was_acknowledged_is_in_the_next_listing(ecr, oci, repository, path):
    """Read your writes, on both planes."""
    image = make_image()
    oci.push(path, image)
    for number in range(100):
        oci.tag(path, image, f"v{number:03}")
        page = ecr.describe_image_tags(repositoryName=repository, maxResults=1000)
        assert len(page["imageTagDetails"]) == number + 1
        assert len(oci.tags(path)) == number + 1


def test_a_listing_outlives_the_tag_it_stopped_at(ecr, oci, repository, path):
    image = make_image()
    oci.push(path, image)
    for name in "abcdef":
        oci.tag(path, image, name)
    first = ecr.describe_image_tags(repositoryName=repository, maxResults=3)
    for name in "abc":
        assert oci.request("DELETE", f"/v2/{path}/manifests/{name}").status == 202
    second = ecr.describe_image_tags(repositoryName=repository, nextToken=first["nextToken"])
    assert [tag["imageTag"] for tag in second["imageTagDetails"]] == ["d", "e", "f"]
