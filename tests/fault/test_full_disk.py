"""A full disk: writes are refused with that reason, reads are served as before, and everything goes on
as soon as there is room again."""

import base64
import contextlib
import json
import os
import pathlib
import resource
import subprocess

import pytest
from support import aws
from support.administration import Administration
from support.daemon import AS_ROOT
from support.images import Image, digest_of, make_image, manifests_and_blobs
from support.oci import OciClient
from support.server import ALIAS, Server
from support.waiting import wait_until

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


def push_of(oci: OciClient, content: bytes) -> int:
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
            assert push_of(oci, large) == 507
            assert push_of(oci, small) == 507
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


# --- a small disk, filled by pushes, and by others ---

DISK_BYTES = 40_000_000
LAYER_BYTES = 2_000_000
SMALLER_BYTES = 200_000, 20_000, 100


@pytest.fixture
def small_disk(tmp_path):
    """The data directory of a server is a file system of its own."""
    folder = tmp_path / "data"
    folder.mkdir()
    options = f"size={DISK_BYTES},mode=0700,uid={os.geteuid()},gid={os.getegid()}"
    subprocess.run([*AS_ROOT, "mount", "-t", "tmpfs", "-o", options, "berth-test", folder],
                   check=True)
    yield folder
    subprocess.run([*AS_ROOT, "umount", "--lazy", folder], check=True)


def fill_by_pushes(oci: OciClient) -> list[tuple[Image, str]]:
    """The images that it took, with their tags, until it took no more."""
    pushed: list[tuple[Image, str]] = []
    while True:
        image, tag = make_image(layer_bytes=LAYER_BYTES), f"v{len(pushed)}"
        refused = [status for blob in image.blobs
                   if (status := push_status(oci, blob.content)) != 201]
        if not refused:
            refused = [status for status in [oci.put_manifest(PATH, tag, image.manifest).status]
                       if status != 201]
        if refused:
            assert refused[0] == 507
            return pushed
        pushed.append((image, tag))


def push_status(oci: OciClient, content: bytes) -> int:
    started = oci.request("POST", f"/v2/{PATH}/blobs/uploads/", headers={"Content-Length": "0"})
    if started.status != 202:
        return started.status
    location = started.headers["Location"].partition("/v2/")[2]
    return oci.finish_upload("/v2/" + location, digest_of(content), content).status


def assert_nothing_is_added(server: Server, oci: OciClient, image: Image, session: str,
                            upload_id: str) -> None:
    """However little it is. `session`: of an upload that has received something."""
    blob = image.blobs[0]
    refusals = [
        oci.request("POST", f"/v2/{PATH}/blobs/uploads/", headers={"Content-Length": "0"}),
        oci.request("POST", f"/v2/{PATH}/blobs/uploads/?digest={digest_of(b'x')}", b"x"),
        oci.request("POST", f"/v2/{PATH}/blobs/uploads/?mount={blob.digest}",
                    headers={"Content-Length": "0"}),
        oci.request("PATCH", session, b"more"),
        oci.finish_upload(session, digest_of(b"some")),
        oci.put_manifest(PATH, "another-tag", image.manifest)]
    for refusal in refusals:
        assert (refusal.status, refusal.error_codes()) == (507, ["DENIED"])
        assert "no room" in refusal.json()["errors"][0]["message"]
    repository = {"repositoryName": REPOSITORY}
    arn = aws.call(server, "DescribeRepositories", {}).json()["repositories"][0]["repositoryArn"]
    calls: dict[str, dict] = {
        "CreateRepository": {"repositoryName": "other"},
        "PutImage": repository | {"imageManifest": image.manifest.content.decode(),
                                  "imageTag": "another"},
        "InitiateLayerUpload": repository,
        "UploadLayerPart": repository | {
            "uploadId": upload_id, "partFirstByte": 0, "partLastByte": 3,
            "layerPartBlob": base64.b64encode(b"some").decode()},
        "CompleteLayerUpload": repository | {"uploadId": upload_id,
                                             "layerDigests": [digest_of(b"some")]},
        "SetRepositoryPolicy": repository | {"policyText": json.dumps(POLICY)},
        "PutRepositoryCatalogData": repository | {"catalogData": {"description": "d"}},
        "PutRegistryCatalogData": {"displayName": "d"},
        "TagResource": {"resourceArn": arn, "tags": [{"Key": "k", "Value": "v"}]}}
    for operation, parameters in calls.items():
        answer = aws.call(server, operation, parameters)
        assert (operation, answer.error) == (operation, "ServerException")
        assert "no room" in answer.json()["message"]


POLICY = {"Version": "2012-10-17",
          "Statement": {"Effect": "Allow", "Principal": "*", "Action": "ecr-public:PutImage"}}


def test_below_its_floor_a_disk_takes_nothing_that_adds_and_all_that_gives_room_back(
        tmp_path, small_disk):
    del small_disk
    with Server(tmp_path, "--gc-grace", "0", "--gc", "off") as server:
        berth = Administration(server)
        ecr = aws.make_client(server)
        arn = ecr.create_repository(repositoryName=REPOSITORY)["repository"]["repositoryArn"]
        ecr.create_repository(repositoryName="doomed")
        ecr.tag_resource(resourceArn=arn, tags=[{"Key": "k", "Value": "v"}])
        ecr.set_repository_policy(repositoryName=REPOSITORY, policyText=json.dumps(POLICY))
        upload_id = ecr.initiate_layer_upload(repositoryName=REPOSITORY)["uploadId"]
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            session = oci.start_upload(PATH)
            session = oci.request("PATCH", session, b"some").headers["Location"].partition(
                server.address)[2]
            first, second = make_image(), make_image()
            for image in first, second:
                oci.push(PATH, image, "moving")
            pushed = fill_by_pushes(oci)
            for size in SMALLER_BYTES:
                while push_status(oci, os.urandom(size)) == 201:
                    pass
            assert len(pushed) > 5
            server.wait_for_log('"event":"disk_full"')
            assert_nothing_is_added(server, oci, first, session, upload_id)
            assert oci.pull(PATH, "v0").keys() == {
                part.digest for part in manifests_and_blobs(pushed[0][0])}

            berth.run("tag", "rollback", PATH, "moving")
            assert oci.get_manifest(PATH, "moving").headers["Docker-Content-Digest"] == first.digest
            assert oci.request("DELETE", session).status == 204
            assert oci.request("DELETE", f"/v2/{PATH}/manifests/{second.digest}").status == 202
            ecr.untag_resource(resourceArn=arn, tagKeys=["k"])
            ecr.delete_repository_policy(repositoryName=REPOSITORY)
            ecr.delete_repository(repositoryName="doomed")
            answer = ecr.batch_delete_image(
                repositoryName=REPOSITORY, imageIds=[{"imageTag": tag} for _, tag in pushed])
            assert answer["failures"] == []
            gone = {row["kind"]: row["count"] for row in berth.read("gc")}
            assert gone["blobs"] >= len(pushed)
            server.wait_for_log('"event":"disk_has_room"')
            oci.push(PATH, make_image(layer_bytes=LAYER_BYTES), "again")
        assert berth.read("fsck") == []


def fill(file: pathlib.Path) -> None:
    """To the last byte, and nearly all of it at once: a program that fills a disk in small pieces
    also takes what the server gives up."""
    disk = os.statvfs(file.parent)
    with file.open("wb", buffering=0) as filler:
        os.posix_fallocate(filler.fileno(), 0, disk.f_bavail * disk.f_frsize)
        filler.seek(0, os.SEEK_END)
        with contextlib.suppress(OSError):
            while True:
                filler.write(b"x" * 4096)


@pytest.mark.parametrize("collects", ["server", "command"])
def test_a_disk_that_others_have_filled_to_the_last_byte_is_no_dead_end(
        tmp_path, small_disk, collects):
    with Server(tmp_path, "--gc-grace", "0", "--gc", "off") as server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName=REPOSITORY)
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            tags = []
            for number in range(5):
                tags.append(f"v{number}")
                oci.push(PATH, make_image(layer_bytes=LAYER_BYTES), tags[-1])
            fill(small_disk / "of-somebody-else")
            wait_until(lambda: not (small_disk / "reserve").exists())
            answer = ecr.batch_delete_image(
                repositoryName=REPOSITORY, imageIds=[{"imageTag": tag} for tag in tags])
            assert answer["failures"] == []
            assert push_status(oci, b"x") == 507
        if collects == "command":
            server.stop()
        options = ["--gc-grace", "0"] if collects == "command" else []
        gone = {row["kind"]: row["count"] for row in Administration(server).read("gc", *options)}
        assert gone["blobs"] == len(tags) * 2
        if collects == "command":
            server.start()
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            wait_until(lambda: push_status(oci, b"x") == 201)
        (small_disk / "of-somebody-else").unlink()
    assert Administration(server).read("fsck") == []
