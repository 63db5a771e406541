"""Whose the data are: another user does not touch them. What cannot be read is found and healed."""

import os
import pathlib
import pwd
import shutil
import subprocess

import pytest
from support import aws
from support.administration import Administration
from support.daemon import AS_ROOT
from support.fsck import IMAGE, LAYER, PATH, file_of, fsck, make_checked_server
from support.oci import OciClient
from support.server import ALIAS, BINARY, Server

COMMANDS = [["serve", "--listen", "127.0.0.1:0"], ["account", "list"], ["tag", "list", PATH],
            ["key", "create", ALIAS, "administrator"], ["gc"], ["fsck"], ["fsck", "--repair"]]
NOBODY = 65534
NAMELESS = 2_000_000_003  # has no name, on any machine that one may think of


@pytest.fixture
def server(tmp_path):
    return make_checked_server(tmp_path)


def run_as_another(*command: str | pathlib.Path) -> subprocess.CompletedProcess:
    return subprocess.run([*AS_ROOT, *command], capture_output=True, text=True, check=False)


def give_to(user: int, server: Server) -> None:
    subprocess.run([*AS_ROOT, "chown", "-R", str(user), server.data_dir], check=True)


def test_root_does_not_run_on_the_data_of_another_user(server):
    me = os.geteuid()
    owner = me if me != 0 else NOBODY
    give_to(owner, server)
    try:
        before = sorted(server.data_dir.rglob("*")) if me == 0 else None
        name = pwd.getpwuid(owner).pw_name
        for command in COMMANDS:
            done = run_as_another(BINARY, *command, "--data-dir", server.data_dir)
            assert (done.returncode, done.stdout) == (2, ""), command
            assert done.stderr == (
                f"berth: {server.data_dir}/metadata.db: belongs to user {name}, and this is run by "
                f"root: run it as `sudo -u '{name}' berth ...`\n")
        assert before is None or sorted(server.data_dir.rglob("*")) == before
    finally:
        give_to(me, server)
    with server:
        assert fsck(server) == (0, set())


def test_the_owner_of_the_directory_does_not_count(server):
    me = os.geteuid()
    server.data_dir.chmod(0o777)  # as in Kubernetes, where it is another user's, and open to ours
    subprocess.run([*AS_ROOT, "chown", str(NAMELESS), server.data_dir], check=True)
    with server:
        assert fsck(server) == (0, set())
    give_to(NAMELESS, server)
    try:
        done = Administration(server).try_to("account", "list")
    finally:
        give_to(me, server)
    assert (f"belongs to user #{NAMELESS}, and this is run by {pwd.getpwuid(me).pw_name}: "
            "run it as ") in done.stderr


def make_unreadable(file: pathlib.Path) -> None:
    """For every user, root included: a link to itself."""
    if file.is_dir():
        shutil.rmtree(file)
    else:
        file.unlink()
    file.symlink_to(file.name)


@pytest.mark.damages_data
@pytest.mark.parametrize("options", [[], ["--quick"], ["--repair"]])
def test_a_file_that_cannot_be_read_is_found_and_the_rest_is_looked_at(server, options):
    make_unreadable(file_of(server, LAYER.digest))
    other = file_of(server, IMAGE.layers[1].digest)
    other.write_bytes(b"short")
    code, found = fsck(server, *options)
    assert code == 1
    assert {("problem", "unreadable", LAYER.digest),
            ("problem", "damaged_blob", IMAGE.layers[1].digest)} <= found
    assert file_of(server, LAYER.digest).is_symlink()


@pytest.mark.damages_data
def test_a_folder_that_cannot_be_read_is_found(server):
    folder = file_of(server, LAYER.digest).parent
    make_unreadable(folder)
    code, found = fsck(server)
    assert code == 1
    assert {("problem", "unreadable", LAYER.digest), ("problem", "unreadable", "blobs")} <= found


@pytest.mark.parametrize("break_it", [make_unreadable, pathlib.Path.unlink],
                         ids=["unreadable", "missing"])
def test_a_push_replaces_bytes_that_cannot_be_read(server, break_it):
    break_it(file_of(server, LAYER.digest))
    with server:
        ecr = aws.make_client(server)
        [answer] = ecr.batch_check_layer_availability(
            repositoryName="app", layerDigests=[LAYER.digest])["layers"]
        assert answer["layerAvailability"] == "UNAVAILABLE"
        ecr.create_repository(repositoryName="second")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            blob = f"/v2/{PATH}/blobs/{LAYER.digest}"
            assert oci.request("HEAD", blob).status == 404
            # A missing blob is not mounted, but asked for.
            assert oci.request("POST", f"/v2/{ALIAS}/second/blobs/uploads/?mount={LAYER.digest}"
                               f"&from={PATH}").status == 202
            oci.push(PATH, IMAGE, "v1")
            assert oci.request("HEAD", blob).status == 200
            assert oci.get_blob(PATH, LAYER.digest).body == LAYER.content
    assert fsck(server) == (0, set())


def test_a_layer_in_parts_replaces_bytes_that_cannot_be_read(server):
    make_unreadable(file_of(server, LAYER.digest))
    with server:
        ecr = aws.make_client(server)
        upload = ecr.initiate_layer_upload(repositoryName="app")["uploadId"]
        ecr.upload_layer_part(repositoryName="app", uploadId=upload, partFirstByte=0,
                              partLastByte=len(LAYER.content) - 1, layerPartBlob=LAYER.content)
        done = ecr.complete_layer_upload(repositoryName="app", uploadId=upload,
                                         layerDigests=[LAYER.digest])
        assert done["layerDigest"] == LAYER.digest
    assert fsck(server) == (0, set())
