"""`berth backup` and `berth restore`: the drill of docs/operating/backup.md as it is written there,
backups under load, and what is refused."""

import contextlib
import json
import pathlib
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support import aws
from support.administration import Administration
from support.documents import run_here, shell_blocks
from support.garbage import collect
from support.images import Image, make_image, manifests_and_blobs
from support.oci import OciClient
from support.server import ALIAS, BINARY, ENVIRONMENT, Server

DOCUMENT = "docs/operating/backup.md"
PATH = f"{ALIAS}/app"
# Its layers are files, its config is in the database.
IMAGE = make_image(layers=2, layer_bytes=20_000)


@contextlib.contextmanager
def served(directory: pathlib.Path, *options: str) -> Iterator[Server]:
    """It holds the image."""
    directory.mkdir(exist_ok=True)
    with Server(directory, *options) as server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            oci.push(PATH, IMAGE, "v1")
        yield server


@contextlib.contextmanager
def working(work: Callable[[], None]) -> Iterator[None]:
    """Again and again, in a thread of its own, for as long as this lasts, and at least once."""
    some, enough = threading.Event(), threading.Event()
    rounds: list[None] = []
    failures: list[BaseException] = []

    def repeat() -> None:
        try:
            while not enough.is_set():
                rounds.append(work())
                some.set()
        except BaseException as failure:  # told to the test, which runs in another thread
            failures.append(failure)
        finally:
            some.set()

    worker = threading.Thread(target=repeat)
    worker.start()
    some.wait()
    before = len(rounds)
    try:
        yield
    finally:
        enough.set()
        worker.join()
    assert failures == []
    assert len(rounds) > before, "nothing was done meanwhile"


def contents(image: Image) -> dict[str, bytes]:
    return {part.digest: part.content for part in manifests_and_blobs(image)}


def back_up(server: Server, folder: pathlib.Path, *options: str) -> dict[str, Any]:
    return Administration(server).read("backup", str(folder), *options)


def restore(folder: pathlib.Path, key: pathlib.Path,
            directory: pathlib.Path) -> subprocess.CompletedProcess:
    return subprocess.run([BINARY, "restore", folder, "--data-dir", directory / "data",
                           "--server-key", key], capture_output=True, text=True, check=False,
                          env=ENVIRONMENT)


def test_the_drill_of_the_document_restores_what_was_pushed_before(tmp_path):
    blocks = shell_blocks(DOCUMENT, "Making a backup"), shell_blocks(DOCUMENT, "The server key")
    [restoring, serving] = shell_blocks(DOCUMENT, "Restoring")
    assert serving.startswith("sudo -u berth berth serve --data-dir /var/lib/berth-restored ")
    pushed: dict[str, Image] = {}
    with served(tmp_path / "lost") as server:
        making = {"sudo install -d -m 700 -o berth ": "install -d -m 700 ", "sudo -u berth ": "",
                  "/backup/berth": f"{tmp_path}/backup",
                  "--config /etc/berth/berth.toml": f"--data-dir {server.data_dir}"}
        keeping = {"sudo install -m 600 -o berth ": "install -m 600 ",
                   "/var/lib/berth": str(server.data_dir), "/media/safe": str(tmp_path)}
        with OciClient(server.address, aws.login_password(aws.make_client(server))) as oci:

            def push() -> None:
                image = make_image(layer_bytes=20_000)
                oci.push(PATH, image, f"n{len(pushed)}")
                pushed[f"n{len(pushed)}"] = image

            with working(push):
                before = dict(pushed)
                for [script], meant in zip(blocks, (making, keeping), strict=True):
                    done = run_here(script, meant, tmp_path)
                    assert done.returncode == 0, done
    here = {"sudo install -d -m 700 -o berth ": "install -d -m 700 ", "sudo -u berth ": "",
            "/var/lib/berth-restored": f"{tmp_path}/restored/data",
            "/backup/berth": f"{tmp_path}/backup", "/media/safe": str(tmp_path)}
    (tmp_path / "restored").mkdir()
    done = run_here(restoring, here, tmp_path)
    assert done.returncode == 0, done
    # Served with nothing but the directory, as the document says.
    with Server(tmp_path / "restored") as restored:
        shutil.copy(server.credentials_file, restored.data_dir)  # an access key from before
        with OciClient(restored.address, aws.login_password(aws.make_client(restored))) as oci:
            assert oci.pull(PATH, "v1") == contents(IMAGE)
            for tag, image in before.items():
                assert oci.pull(PATH, tag) == contents(image)
            for tag in oci.tags(PATH):
                oci.pull(PATH, tag)
            oci.push(PATH, make_image(), "after")


def test_backups_are_whole_whatever_the_collector_deletes_meanwhile(tmp_path):
    kept: dict[str, Image] = {}
    with served(tmp_path / "lost", "--gc", "off", "--gc-grace", "0") as server:
        with OciClient(server.address, aws.login_password(aws.make_client(server))) as oci:

            def push_delete_and_collect() -> None:
                image, gone = make_image(layer_bytes=20_000), make_image(layers=3, layer_bytes=20_000)
                oci.push(PATH, gone, "gone")
                oci.push(PATH, image, f"kept{len(kept)}")
                kept[f"kept{len(kept)}"] = image
                deleted = oci.request("DELETE", f"/v2/{PATH}/manifests/{gone.digest}")
                assert deleted.status == 202, deleted
                # Without grace: between two pushes, for it would delete what one has just brought.
                collect(server)

            with working(push_delete_and_collect):
                for number in range(3):
                    before = dict(kept)
                    report = back_up(server, tmp_path / "backup")
                    assert report["whole"], report
                    assert number == 0 or report["present"]["count"] > 0
                key = server.data_dir / "server.key"
    done = restore(tmp_path / "backup", key, tmp_path / "restored")
    assert (done.returncode, done.stderr) == (0, ""), done
    with Server(tmp_path / "restored") as restored:
        shutil.copy(server.credentials_file, restored.data_dir)
        assert Administration(restored).read("fsck") == []
        with OciClient(restored.address, aws.login_password(aws.make_client(restored))) as oci:
            for tag, image in before.items():
                assert oci.pull(PATH, tag) == contents(image)


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    directory = tmp_path_factory.mktemp("stopped")
    with served(directory) as server:
        pass
    return server


def test_a_second_backup_copies_nothing(stopped, tmp_path):
    size = sum(len(layer.content) for layer in IMAGE.layers)
    first, second = (back_up(stopped, tmp_path / "backup") for _ in range(2))
    assert first["copied"] == second["present"] == {"count": 2, "bytes": size}
    assert second["copied"] == first["present"] == {"count": 0, "bytes": 0}
    assert second["manifest"]["store"] == first["manifest"]["store"]
    assert len(list((tmp_path / "backup").glob("metadata-*"))) == 1


def test_the_database_alone_is_restored_by_the_commands_of_the_document(stopped, tmp_path):
    back_up(stopped, tmp_path / "backup")
    shutil.copytree(stopped.data_dir, tmp_path / "data")
    (tmp_path / "data/metadata.db").write_bytes(bytes(8192))
    [script] = shell_blocks(DOCUMENT, "Only the database")
    done = run_here(script, {"sudo -u berth ": "", "/var/lib/berth": f"{tmp_path}/data",
                             "/backup/berth": f"{tmp_path}/backup"}, tmp_path)
    assert done.returncode == 0, done
    assert "0 problems" in done.stdout


def test_only_its_owner_can_read_a_backup_and_no_key_is_in_it(stopped, tmp_path):
    back_up(stopped, tmp_path / "new/backup")
    for path in (tmp_path / "new").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert sorted(path.name.partition("-")[0] for path in (tmp_path / "new/backup").iterdir()) == [
        "backup.json", "blobs", "metadata", "uploads"]
    assert (stopped.data_dir / "server.key").read_bytes() not in b"".join(
        path.read_bytes() for path in (tmp_path / "new/backup").glob("*.*"))


def test_a_refused_restore_says_what_to_do_and_changes_nothing(stopped, tmp_path):
    folder, key = tmp_path / "backup", stopped.data_dir / "server.key"
    wrong = tmp_path / "wrong.key"
    wrong.write_bytes(bytes(32))

    def refused(done: subprocess.CompletedProcess) -> str:
        assert (done.returncode, done.stdout) == (2, ""), done
        [line] = done.stderr.splitlines()
        return line

    assert "No such file or directory" in refused(restore(folder, key, tmp_path))
    back_up(stopped, folder)
    assert "is not the key of the backup" in refused(restore(folder, wrong, tmp_path))
    assert "does not exist" in refused(restore(folder, tmp_path / "no.key", tmp_path))
    assert not (tmp_path / "data").exists()
    assert "is not empty" in refused(restore(folder, key, stopped.data_dir.parent))
    without = subprocess.run([BINARY, "restore", folder, "--data-dir", tmp_path / "data"],
                             capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert "--server-key: is required" in refused(without)
    assert not (tmp_path / "data").exists()
    assert "is not a backup" in refused(
        Administration(stopped).try_to("backup", str(stopped.data_dir)))


@contextlib.contextmanager
def damaged(data: pathlib.Path, digest: str) -> Iterator[None]:
    algorithm, digits = digest.split(":")
    file = data / "blobs" / algorithm / digits[:2] / digits
    whole = file.read_bytes()
    file.write_bytes(bytes(len(whole)))
    yield
    file.write_bytes(whole)


def test_a_damaged_blob_of_the_data_is_named_and_no_backup_is_made(stopped, tmp_path):
    layer = IMAGE.layers[0].digest
    with damaged(stopped.data_dir, layer):
        done = Administration(stopped).try_to("backup", str(tmp_path / "backup"))
    assert (done.returncode, done.stdout) == (1, ""), done
    named, meaning = done.stderr.splitlines()
    assert named.startswith(f"berth: damaged_blob: {layer}: ")
    assert meaning.startswith("berth: no new backup was made")
    done = restore(tmp_path / "backup", stopped.data_dir / "server.key", tmp_path)
    assert done.returncode == 2
    assert "holds no whole backup" in done.stderr
    assert back_up(stopped, tmp_path / "backup")["copied"]["count"] == 1  # the other was there


@pytest.mark.damages_data
def test_a_damaged_small_blob_of_the_data_leaves_the_backup_before(tmp_path):
    with served(tmp_path / "lost") as server:
        pass
    back_up(server, tmp_path / "backup")
    with contextlib.closing(sqlite3.connect(server.data_dir / "metadata.db")) as database:
        database.execute("UPDATE small_blobs SET content = zeroblob(length(content))"
                         " WHERE digest = ?", [IMAGE.config.digest])
        database.commit()
    done = Administration(server).try_to("backup", str(tmp_path / "backup"))
    assert done.returncode == 1
    assert done.stderr.startswith(f"berth: damaged_blob: {IMAGE.config.digest}: ")
    done = restore(tmp_path / "backup", server.data_dir / "server.key", tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done


def test_a_damaged_blob_of_the_backup_is_named_and_the_restore_goes_on_when_it_is_mended(
        stopped, tmp_path):
    folder, layer = tmp_path / "backup", IMAGE.layers[0].digest
    back_up(stopped, folder)
    with damaged(folder, layer):
        done = restore(folder, stopped.data_dir / "server.key", tmp_path)
        assert (done.returncode, done.stdout) == (1, ""), done
        named, meaning = done.stderr.splitlines()
        assert named.startswith(f"berth: damaged_blob: {layer}: ")
        assert meaning.startswith("berth: not restored, because the backup is damaged")
        assert back_up(stopped, folder, "--verify")["replaced"] == 1
    done = restore(folder, stopped.data_dir / "server.key", tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done
    log = (tmp_path / "data/administration.log").read_text(encoding="utf-8")
    assert json.loads(log)["command"] == "berth restore"
