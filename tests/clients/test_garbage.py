"""Garbage collection: what nothing needs goes, what something needs stays."""

import contextlib
import datetime
import http.client
import json
import os
import pathlib
import signal
import subprocess
import threading

import pytest
from support import aws
from support.administration import Administration
from support.aws import EcrClient
from support.garbage import collect, make_due, stored
from support.images import Image, digest_of, make_image, manifests_and_blobs
from support.matching import found
from support.oci import OciClient
from support.server import ALIAS, BINARY, ENVIRONMENT, Server
from support.waiting import TIMEOUT_S, wait_until


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """It collects when it is told to. What is garbage becomes due by make_due()."""
    with Server(tmp_path_factory.mktemp("server"), "--gc", "off", "--upload-expiry", "0") as running:
        yield running


def blobs_of(image: Image) -> set[str]:
    return {blob.digest for blob in image.blobs}


def delete(oci: OciClient, path: str, digest: str) -> None:
    response = oci.request("DELETE", f"/v2/{path}/manifests/{digest}")
    assert response.status == 202, response


def second_repository(ecr: EcrClient, repository: str) -> str:
    ecr.create_repository(repositoryName=repository + "-too")
    return f"{ALIAS}/{repository}-too"


def test_the_bytes_of_a_deleted_image_are_given_back(server, oci, path):
    # Layers that are files, and configs that are small.
    gone, kept = (make_image(layers=2, layer_bytes=20_000) for _ in range(2))
    oci.push(path, gone, "gone")
    oci.push(path, kept, "kept")
    delete(oci, path, gone.digest)
    assert collect(server)["blobs"] == (0, 0)
    make_due(server)
    size = sum(len(blob.content) for blob in gone.blobs)
    measured = collect(server, "--dry-run")
    assert measured["blobs"] == (3, size)
    assert stored(server) >= blobs_of(gone)
    assert collect(server) == measured
    assert stored(server).isdisjoint(blobs_of(gone))
    assert oci.get_blob(path, gone.layers[0].digest).status == 404
    assert oci.pull(path, "kept") == {part.digest: part.content
                                      for part in manifests_and_blobs(kept)}
    oci.push(path, gone, "again")
    oci.pull(path, "again")


def test_an_image_without_a_tag_is_no_garbage(server, oci, path):
    image = make_image()
    oci.push(path, image, "moving")
    oci.push(path, make_image(), "moving")
    make_due(server)
    collect(server)
    oci.pull(path, image.digest)


def test_a_blob_stays_for_the_other_repository_that_holds_it(server, ecr, oci, repository, path):
    other = second_repository(ecr, repository)
    image = make_image()
    oci.push(path, image, "v1")
    oci.push(other, image, "v1")
    delete(oci, path, image.digest)
    make_due(server)
    collect(server)
    assert oci.get_blob(path, image.layers[0].digest).status == 404
    oci.pull(other, "v1")
    delete(oci, other, image.digest)
    make_due(server)
    collect(server)
    assert stored(server).isdisjoint(blobs_of(image))


def test_a_mount_keeps_a_blob_that_is_due(server, ecr, oci, repository, path):
    other = second_repository(ecr, repository)
    image = make_image()
    for blob in image.blobs:
        oci.push_blob(path, blob.content)
    make_due(server)
    for blob in image.blobs:
        response = oci.request("POST", f"/v2/{other}/blobs/uploads/?mount={blob.digest}&from={path}",
                               headers={"Content-Length": "0"})
        assert response.status == 201
    assert collect(server)["blobLinks"] == (len(image.blobs), 0)
    assert oci.get_blob(path, image.layers[0].digest).status == 404
    oci.tag(other, image, "v1")
    oci.pull(other, "v1")


def test_who_asks_for_a_blob_that_is_due_can_still_push_an_image_that_names_it(server, oci, path):
    image = make_image()
    for blob in image.blobs:
        oci.push_blob(path, blob.content)
    make_due(server)
    for blob in image.blobs:
        assert oci.request("HEAD", f"/v2/{path}/blobs/{blob.digest}").status == 200
    assert collect(server)["blobLinks"] == (0, 0)
    oci.tag(path, image, "v1")
    oci.pull(path, "v1")


def test_what_a_deleted_repository_held_is_given_back(server, ecr, oci, repository, path):
    image = make_image(layers=3)
    oci.push(path, image, "v1")
    ecr.delete_repository(repositoryName=repository, force=True)
    make_due(server)
    collect(server)
    assert stored(server).isdisjoint(blobs_of(image))


def test_an_abandoned_upload_expires(server, oci, path):
    location = oci.start_upload(path)
    response = oci.request("PATCH", location, b"half",
                           {"Content-Type": "application/octet-stream"})
    assert response.status == 202
    assert collect(server)["uploads"][0] >= 1
    assert oci.request("GET", location).status == 404
    assert oci.finish_upload(location, digest_of(b"half")).status == 404


def test_an_upload_that_is_being_written_does_not(server, oci, path):
    location = oci.start_upload(path)
    # As much as the server hands to the upload at a time.
    piece, count = b"x" * (256 << 10), 100
    collected = threading.Event()
    with contextlib.closing(http.client.HTTPConnection(server.address)) as connection:
        connection.putrequest("PATCH", location)
        connection.putheader("Authorization", "Bearer " + oci.bearer())
        connection.putheader("Content-Type", "application/octet-stream")
        connection.putheader("Content-Length", str(len(piece) * count))
        connection.endheaders()

        def send():
            # Again and again: who sends nothing for five seconds may lose the upload, and on a busy
            # machine collecting may take longer.
            for _ in range(count):
                connection.send(piece)
                collected.wait(0.5)

        sender = threading.Thread(target=send)
        sender.start()
        try:
            wait_until(lambda: oci.request("GET", location).headers["Range"] != "0-0")
            collect(server)
        finally:
            collected.set()
            sender.join()
        assert connection.getresponse().status == 202
    assert oci.finish_upload(location, digest_of(piece * count)).status == 201


def test_a_stopped_server_is_collected_from_outside(tmp_path):
    server = Server(tmp_path, "--gc", "off")
    with server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            digest = oci.push_blob(f"{ALIAS}/app", b"named by nothing")
        # By its own settings, whatever the command is given, which it says.
        begun = datetime.datetime.now(datetime.timezone.utc)
        beside = Administration(server).try_to("gc", "--gc-grace", "0")
    assert beside.returncode == 0, beside
    assert ("its own settings (gc-grace 86400 s, upload-expiry 604800 s, empty-upload-expiry 3600 s): "
            "--gc-grace is ignored") in beside.stderr
    assert "1 blobs (16 bytes) are not needed and not yet due" in beside.stdout
    due = datetime.datetime.fromisoformat(
        found(r"the first is at (\S+)Z,", beside.stdout)).replace(
            tzinfo=datetime.timezone.utc)
    assert abs(due - begun - datetime.timedelta(days=1)) < datetime.timedelta(hours=1)
    assert collect(server)["blobs"] == (0, 0)
    assert digest in stored(server)
    assert collect(server, "--gc-grace", "0")["blobs"] == (1, 16)
    assert stored(server) == set()


def start_gc(server: Server, errors: pathlib.Path) -> subprocess.Popen:
    with errors.open("wb") as stderr:
        return subprocess.Popen([BINARY, "gc", "--data-dir", server.data_dir, "--output", "json"],
                                stdout=subprocess.PIPE, stderr=stderr, env=ENVIRONMENT)


def test_who_waits_for_a_server_that_hangs_is_told_so_and_may_leave(tmp_path):
    errors = [tmp_path / "leaves", tmp_path / "stays"]
    with Server(tmp_path, "--gc", "off") as server:
        os.kill(server.pid, signal.SIGSTOP)
        leaves, stays = (start_gc(server, file) for file in errors)
        try:
            told = (f"berth: still waiting for the server on {server.data_dir}; "
                    "Ctrl-C ends only the wait\n")
            wait_until(lambda: [file.read_text(encoding="utf-8") for file in errors] == [told] * 2)
            leaves.terminate()
            assert leaves.wait() == -signal.SIGTERM
            os.kill(server.pid, signal.SIGCONT)
            answer, _ = stays.communicate(timeout=TIMEOUT_S)
        finally:
            for process in leaves, stays:
                process.kill()
                process.communicate()
            os.kill(server.pid, signal.SIGCONT)
        assert (stays.returncode, errors[1].read_text(encoding="utf-8")) == (0, told)
        assert {row["count"] for row in json.loads(answer)} == {0}
        # The server has done what nobody waits for, too.
        assert collect(server)["blobs"] == (0, 0)


def test_a_running_server_collects_by_itself(tmp_path):
    with Server(tmp_path, "--gc-grace", "0", "--gc-interval", "0") as server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            oci.push_blob(f"{ALIAS}/app", b"named by nothing")
        wait_until(lambda: not stored(server))
    assert '"event":"gc"' in server.log_tail()
