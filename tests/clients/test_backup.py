"""A backup, as docs/operating/deployment.md says to make one, and what it restores."""

import contextlib
import pathlib
import shutil
import sqlite3
import threading

import pytest
from support import aws
from support.administration import Administration
from support.documents import run_here, shell_blocks
from support.images import make_image, manifests_and_blobs
from support.oci import OciClient
from support.server import ALIAS, Server

PATH = f"{ALIAS}/app"
# Its layers are files, its config is in the database.
IMAGE = make_image(layers=2, layer_bytes=20_000)


@pytest.fixture
def server(tmp_path):
    """It holds the image."""
    with Server(tmp_path) as server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            oci.push(PATH, IMAGE, "v1")
        yield server


@contextlib.contextmanager
def pushes(server):
    """One after the other for as long as this lasts, and some at least."""
    password = aws.login_password(aws.make_client(server))
    some, enough = threading.Event(), threading.Event()
    pushed: list[str] = []  # tags
    failures: list[BaseException] = []

    def push():
        try:
            with OciClient(server.address, password) as oci:
                while not enough.is_set():
                    tag = f"n{len(pushed)}"
                    oci.push(PATH, make_image(layer_bytes=20_000), tag)
                    pushed.append(tag)
                    some.set()
        except BaseException as failure:  # told to the test, which runs in another thread
            failures.append(failure)
        finally:
            some.set()

    pusher = threading.Thread(target=push)
    pusher.start()
    some.wait()
    before = len(pushed)
    try:
        yield
    finally:
        enough.set()
        pusher.join()
    assert failures == []
    assert len(pushed) > before, "nothing was pushed meanwhile"


def make_large(server: Server) -> None:
    """The database: what copies it bit by bit is overtaken by a push, again and again."""
    with contextlib.closing(sqlite3.connect(server.data_dir / "metadata.db")) as database, database:
        database.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)"
            " INSERT INTO tag_history (repository, tag, from_digest, to_digest, actor, moved_at)"
            " SELECT (SELECT key FROM repositories), 'old', '', '', hex(zeroblob(250)), i FROM n")


def back_up(server: Server, folder: pathlib.Path) -> pathlib.Path:
    """By the commands of the document. The directory of the backup."""
    [script] = shell_blocks("docs/operating/deployment.md", "Backup")
    done = run_here(script, {"sudo -u berth ": "", "/var/lib/berth": str(server.data_dir)}, folder)
    assert done.returncode == 0, done
    [backup] = server.data_dir.glob("backup-*")
    return backup


def restore(backup: pathlib.Path, master_key: pathlib.Path, directory: pathlib.Path) -> Server:
    """Not started."""
    server = Server(directory)
    server.data_dir.mkdir(parents=True)
    shutil.copy(backup / "metadata.db", server.data_dir)
    shutil.copytree(backup / "blobs", server.data_dir / "blobs")
    shutil.copy(master_key, server.data_dir)
    return server


def check(oci: OciClient) -> None:
    """What was there before the backup, and whatever tag came into it."""
    assert oci.pull(PATH, "v1") == {part.digest: part.content
                                    for part in manifests_and_blobs(IMAGE)}
    for tag in oci.tags(PATH):
        oci.pull(PATH, tag)


def test_a_backup_beside_a_server_that_is_written_to_is_whole_and_restores(server, tmp_path):
    make_large(server)
    with pushes(server):
        backup = back_up(server, tmp_path)
    with restore(backup, server.data_dir / "server.key", tmp_path / "restored") as restored:
        assert not restored.credentials_file.exists()
        # As an administrator does after losing the old one.
        key = Administration(restored).run("key", "create", ALIAS, "administrator")
        restored.credentials_file.write_text(key, encoding="ascii")
        with OciClient(restored.address, aws.login_password(aws.make_client(restored))) as oci:
            check(oci)
            oci.push(PATH, make_image(), "after")


def test_a_key_from_before_the_backup_is_good_after_it(server, tmp_path):
    backup = back_up(server, tmp_path)
    with restore(backup, server.data_dir / "server.key", tmp_path / "restored") as restored:
        shutil.copy(server.credentials_file, restored.data_dir)
        with OciClient(restored.address, aws.login_password(aws.make_client(restored))) as oci:
            check(oci)
