"""kill -9 at random moments of `berth backup` and `berth restore`: a folder that held a backup holds
one at any moment, and both go on where they were killed."""

import hashlib
import json
import pathlib
import random
import sqlite3
import subprocess
import time

from support import aws
from support.images import make_image
from support.oci import OciClient
from support.server import ALIAS, BINARY, ENVIRONMENT, Server

ROUNDS = 10
PATH = f"{ALIAS}/app"
SEED = 16


def start(*arguments: str | pathlib.Path) -> subprocess.Popen:
    return subprocess.Popen([BINARY, *arguments], env=ENVIRONMENT, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(*arguments: str | pathlib.Path) -> float:
    """How many seconds it took."""
    began = time.monotonic()
    with start(*arguments) as process:
        _, stderr = process.communicate()
    assert (process.returncode, stderr) == (0, "")
    return time.monotonic() - began


def kill(seconds: float, *arguments: str | pathlib.Path) -> None:
    with start(*arguments) as process:
        time.sleep(seconds)  # the random moment
        process.kill()


def check_backup(folder: pathlib.Path) -> None:
    """Its database is as it was written, and the blobs that it needs are there."""
    snapshot = json.loads((folder / "backup.json").read_text(encoding="ascii"))["snapshot"]
    file = folder / snapshot["database"]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == snapshot["databaseSha256"]
    database = sqlite3.connect(f"file:{file}?immutable=1", uri=True)
    held = database.execute("SELECT DISTINCT digest, size FROM repository_blobs"
                            " WHERE digest NOT IN (SELECT digest FROM small_blobs)").fetchall()
    database.close()
    assert held
    for digest, size in held:
        algorithm, digits = digest.split(":")
        content = (folder / "blobs" / algorithm / digits[:2] / digits).read_bytes()
        assert len(content) == size
        assert hashlib.new(algorithm, content).hexdigest() == digits


def test_a_killed_backup_and_a_killed_restore_go_on(tmp_path):
    dice = random.Random(SEED)
    folder = tmp_path / "backup"
    with Server(tmp_path) as server:
        backup = "backup", folder, "--data-dir", server.data_dir
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            pushed = []

            def push(images: int) -> None:
                for image in (make_image(layers=3, layer_bytes=20_000) for _ in range(images)):
                    oci.push(PATH, image, "moving")
                    pushed.append(image.digest)

            push(10)
            took_s = finish("backup", tmp_path / "other", "--data-dir", server.data_dir)
            # Half of the rounds before there is any backup, and half between two.
            for number in range(ROUNDS):
                if number == ROUNDS // 2:
                    finish(*backup)
                    check_backup(folder)
                if number >= ROUNDS // 2:
                    oci.request("DELETE", f"/v2/{PATH}/manifests/{pushed.pop(0)}")
                    push(2)
                kill(dice.uniform(0, took_s), *backup)
                if number >= ROUNDS // 2:
                    check_backup(folder)
            finish(*backup)
            check_backup(folder)
    restore = ("restore", folder, "--data-dir", tmp_path / "restored/data",
               "--server-key", server.data_dir / "server.key")
    took_s = finish("restore", folder, "--data-dir", tmp_path / "whole/data",
                    "--server-key", server.data_dir / "server.key")
    for _ in range(ROUNDS):
        kill(dice.uniform(0, took_s), *restore)
        if not (tmp_path / "restored/data/restore.json").exists() and \
                (tmp_path / "restored/data/metadata.db").exists():
            break  # the last one was done before it was killed
        # Nothing takes half of a restored store for one.
        checked = subprocess.run([BINARY, "fsck", "--data-dir", tmp_path / "restored/data"],
                                 env=ENVIRONMENT, capture_output=True, text=True, check=False)
        is_in_place = (tmp_path / "restored/data/metadata.db").exists()
        assert checked.returncode == (0 if is_in_place else 2), checked
    else:
        finish(*restore)
    finish("fsck", "--data-dir", tmp_path / "restored/data")
    with Server(tmp_path / "restored") as restored:
        with OciClient(restored.address) as oci:
            for digest in pushed:
                oci.pull(PATH, digest)
