"""A disk that takes no more: who writes is told so, who reads notices nothing, and when there is
room again all goes on as if nothing had been."""

import contextlib
import os
import resource

import pytest
from support import aws
from support.administration import Administration
from support.images import digest_of, make_image, manifests_and_blobs
from support.oci import OciClient
from support.server import ALIAS, Server

REPOSITORY = "app"
PATH = f"{ALIAS}/{REPOSITORY}"
# No file grows beyond: a large blob is one of its own, small ones and all rows go to the log of the
# database, which is longer from its first repository on. The server's own log is much shorter.
FILE_BYTES = 50_000
LARGE_BLOB_BYTES = 1_000_000


@pytest.fixture
def server(tmp_path):
    """What the kernel says of a file that may not grow is an error, as on a full disk, and no
    signal that kills. Python sets the signal back to what it was, so env has to ignore it."""
    with Server(tmp_path, run_by=["/usr/bin/env", "--ignore-signal=XFSZ"]) as running:
        yield running


@contextlib.contextmanager
def full_disk(server):
    assert (server.data_dir / "metadata.db-wal").stat().st_size > FILE_BYTES
    before = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (FILE_BYTES, before[1]))
    yield
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, before)


def push_of(oci, content: bytes) -> int:
    """The status of its last request."""
    return oci.finish_upload(oci.start_upload(PATH), digest_of(content), content).status


def test_a_full_disk_fails_writes_alone_and_leaves_no_trace(server):
    ecr = aws.make_client(server)
    ecr.create_repository(repositoryName=REPOSITORY)
    images = {tag: make_image(layers=2, layer_bytes=20_000) for tag in ("v1", "v2", "v3")}
    large, small = os.urandom(LARGE_BLOB_BYTES), os.urandom(100)
    with OciClient(server.address, aws.login_password(ecr)) as oci:
        oci.push(PATH, images["v1"], "v1")

        with full_disk(server):
            assert push_of(oci, large) == 500
            assert push_of(oci, small) == 500
            created = aws.call(server, "CreateRepository", {"repositoryName": "other"})
            assert (created.status, created.error) == (500, "ServerException")
            server.wait_for_log('"event":"request_failed"')
            assert server.is_healthy()
            assert oci.pull(PATH, "v1").keys() == {
                part.digest for part in manifests_and_blobs(images["v1"])}

        for content in large, small:
            assert oci.get_blob(PATH, digest_of(content)).status == 404
            assert push_of(oci, content) == 201
        ecr.create_repository(repositoryName="other")
        for tag in "v2", "v3":
            oci.push(PATH, images[tag], tag)
        for tag, image in images.items():
            assert oci.pull(PATH, tag) == {part.digest: part.content
                                           for part in manifests_and_blobs(image)}
    assert Administration(server).read("fsck") == []
