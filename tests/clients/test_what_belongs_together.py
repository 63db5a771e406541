"""The database, the blobs and the key of one store belong together. What is missing, empty or of
another store is refused, by the server and by every command, and nothing is lost by trying."""

import contextlib
import pathlib
import shutil
import sqlite3
import subprocess

import pytest
from support import aws
from support.administration import Administration
from support.images import make_image, manifests_and_blobs
from support.matching import found
from support.oci import OciClient
from support.older_data import make_older, remove_mark
from support.server import ALIAS, Server

PATH = f"{ALIAS}/app"
# Its layers are files, its config is in the database.
IMAGE = make_image(layers=2, layer_bytes=20_000)
# What would be collected at once, if it were taken for garbage.
COLLECTING = ["--gc-grace", "0", "--gc-interval", "1"]
COMMANDS = [["account", "list"], ["tag", "list", PATH], ["key", "create", ALIAS, "administrator"],
            ["gc", "--gc-grace", "0"], ["fsck"], ["fsck", "--repair"]]


def push(server: Server) -> None:
    ecr = aws.make_client(server)
    ecr.create_repository(repositoryName="app")
    with OciClient(server.address, aws.login_password(ecr)) as oci:
        oci.push(PATH, IMAGE, "v1")


def check(server: Server) -> None:
    with OciClient(server.address, aws.login_password(aws.make_client(server))) as oci:
        assert oci.pull(PATH, "v1") == {part.digest: part.content
                                        for part in manifests_and_blobs(IMAGE)}


@pytest.fixture
def server(tmp_path):
    """Stopped. It holds the image."""
    server = Server(tmp_path / "one", *COLLECTING)
    server.data_dir.parent.mkdir()
    with server:
        push(server)
    return server


@pytest.fixture
def other(tmp_path):
    """Another one, with the same names."""
    server = Server(tmp_path / "other")
    server.data_dir.parent.mkdir()
    with server:
        push(server)
    return server


def content(server: Server) -> dict[str, bytes]:
    """All files but those that SQLite keeps while somebody looks, and the lock."""
    return {str(file.relative_to(server.data_dir)): file.read_bytes()
            for file in server.data_dir.rglob("*") if file.is_file()
            and not file.name.endswith(("-wal", "-shm", ".lock"))}


def refuses(server: Server, *, commands: list[list[str]] = COMMANDS) -> str:
    """Why the server and the commands do, in the same line; nothing is changed by that."""
    before = content(server)
    with pytest.raises(AssertionError, match="ended while starting"):
        server.start()
    line = server.log_tail().splitlines()[-1]
    assert content(server) == before
    for command in commands:
        done = Administration(server).try_to(*command)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", line + "\n"), command
        assert content(server) == before
    return line.removeprefix(f"berth: {server.data_dir}/")


def make_empty(file: pathlib.Path) -> None:
    file.write_bytes(b"")


def make_noise(file: pathlib.Path) -> None:
    file.write_bytes(b"this is no database" * 1000)


def make_foreign(file: pathlib.Path) -> None:
    file.unlink()
    with contextlib.closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE bookmarks (url TEXT)")
        database.execute("PRAGMA user_version = 5")


def make_blank(file: pathlib.Path) -> None:
    file.unlink()
    with contextlib.closing(sqlite3.connect(file)) as database, database:
        database.execute("VACUUM")


@pytest.mark.parametrize("make,reason", [
    (make_empty, "is empty"), (make_blank, "is empty"),
    (make_noise, "is not a database of Berth"), (make_foreign, "is not a database of Berth"),
])
def test_no_other_file_starts_a_new_registry(server, make, reason):
    database = server.data_dir / "metadata.db"
    kept = database.rename(server.data_dir.parent / "kept.db")
    shutil.copy(kept, database)
    make(database)
    assert refuses(server).startswith(f"metadata.db: {reason}: restore")
    kept.rename(database)
    with server:
        check(server)


def test_a_missing_database_is_asked_for_by_commands_too(server):
    database = server.data_dir / "metadata.db"
    kept = database.rename(server.data_dir.parent / "kept.db")
    assert refuses(server).startswith("metadata.db: is missing, and blobs/sha256 is there: restore")
    kept.rename(database)
    with server:
        check(server)


@pytest.mark.damages_data
@pytest.mark.parametrize("with_key", [False, True], ids=["own key", "with its key"])
def test_the_database_of_another_berth_is_refused(server, other, with_key):
    shutil.copy(other.data_dir / "metadata.db", server.data_dir)
    if with_key:
        shutil.copy(other.data_dir / "server.key", server.data_dir)
    line = refuses(server)
    mark = (server.data_dir / "blobs/berth-store").read_text(encoding="ascii").split()
    assert line.startswith(f"blobs: belongs to store {mark[2]}, whose first registry is {mark[3]}, ")
    assert line.endswith(": restore the one that belongs to the other")


@pytest.mark.damages_data
def test_the_blobs_of_another_berth_are_refused(server, other):
    shutil.rmtree(server.data_dir / "blobs")
    shutil.copytree(other.data_dir / "blobs", server.data_dir / "blobs")
    assert refuses(server).startswith("blobs: belongs to store ")


def test_another_key_is_refused(server):
    key = server.data_dir / "server.key"
    own = key.read_bytes()
    key.write_bytes(bytes(len(own)))
    assert refuses(server).startswith("server.key: is not the key of metadata.db: its fingerprint ")
    key.write_bytes(own)
    with server:
        check(server)


def test_the_key_may_be_kept_apart_from_the_data(tmp_path):
    key = tmp_path / "keys/berth.key"
    key.parent.mkdir()
    server = Server(tmp_path, "--server-key", str(key))
    with server:
        push(server)
    assert key.stat().st_mode & 0o777 == 0o600
    assert not (server.data_dir / "server.key").exists()
    berth = Administration(server)
    for command in COMMANDS:
        berth.run(*command, "--server-key", str(key))
        done = berth.try_to(*command)  # fsck alone needs no key
        assert command[0] == "fsck" or done.stderr.startswith(
            f"berth: {server.data_dir}/server.key: is missing, and the database is there: restore")
    with server:
        check(server)
    key.rename(tmp_path / "kept.key")
    with pytest.raises(AssertionError, match=f"berth: {key}: is missing, and the database is there"):
        server.start()


def test_another_key_is_refused_by_the_secrets_of_older_data(server):
    make_older(server, 5)
    key = server.data_dir / "server.key"
    own = key.read_bytes()
    key.write_bytes(bytes(len(own)))
    assert refuses(server, commands=[]).startswith(
        "server.key: does not open the secrets in metadata.db: restore")
    key.write_bytes(own)
    with server:
        check(server)


def test_an_older_database_is_good_beside_newer_blobs(server):
    older = server.data_dir.parent / "older.db"
    shutil.copy(server.data_dir / "metadata.db", older)
    newer = make_image(layer_bytes=20_000)
    with server, OciClient(server.address, aws.login_password(aws.make_client(server))) as oci:
        oci.push(PATH, newer, "v2")
    shutil.copy(older, server.data_dir / "metadata.db")
    with server:
        check(server)
        with OciClient(server.address, aws.login_password(aws.make_client(server))) as oci:
            assert oci.tags(PATH) == ["v1"]


@pytest.mark.damages_data
def test_a_copy_from_before_the_mark_is_adopted_again_and_another_berths_is_not(server, other):
    mark = (server.data_dir / "blobs/berth-store").read_bytes()
    make_older(server, 5, with_mark=True)
    with server:
        check(server)
    assert (server.data_dir / "blobs/berth-store").read_bytes() == mark
    make_older(other, 5)
    shutil.copy(other.data_dir / "metadata.db", server.data_dir)
    shutil.copy(other.data_dir / "server.key", server.data_dir)
    assert "and the first registry in metadata.db is " in refuses(server, commands=[])


def test_blobs_that_are_known_to_belong_are_marked_by_the_command_in_the_refusal(server):
    remove_mark(server)
    line = refuses(server)
    assert line.startswith("blobs: has no mark (berth-store)")
    command = found(r"(echo '.*' > .*)$", line)
    subprocess.run(["bash", "-euc", command], check=True)
    with server:
        check(server)


def test_the_way_back_from_a_newer_schema_is_the_copy(server):
    make_older(server, 5)
    older = (server.data_dir / "metadata.db").read_bytes()
    with server:
        check(server)
    server.wait_for_log('"event":"schema_changed","from_version":5')
    copy = server.data_dir / "metadata.db.version-5"
    assert f'"copy":"{copy}"' in server.log_tail()
    # As an administrator does to go back to the older Berth.
    shutil.copy(copy, server.data_dir / "metadata.db")
    with contextlib.closing(sqlite3.connect(server.data_dir / "metadata.db")) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (5,)
        assert database.execute("PRAGMA application_id").fetchone() == (0,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        now = "\n".join(database.iterdump())
    (server.data_dir.parent / "older.db").write_bytes(older)
    with contextlib.closing(sqlite3.connect(server.data_dir.parent / "older.db")) as database:
        assert "\n".join(database.iterdump()) == now
    with server:
        check(server)


def test_a_new_directory_does_not_take_the_blobs_of_another_one(server, tmp_path):
    second = Server(tmp_path / "second", *COLLECTING)
    second.data_dir.mkdir(parents=True)
    (second.data_dir / "blobs").symlink_to(server.data_dir / "blobs")
    before = content(server)
    with pytest.raises(AssertionError, match="ended while starting"):
        second.start()
    assert "metadata.db: is missing, and blobs/sha256 is there" in second.log_tail()
    assert content(server) == before


def test_the_folder_of_blobs_may_be_a_link_and_is_asked_for_where_it_leads_nowhere(tmp_path):
    server = Server(tmp_path, *COLLECTING)
    server.data_dir.mkdir()
    volume = tmp_path / "volume"
    volume.mkdir()
    (server.data_dir / "blobs").symlink_to(volume)
    with server:
        push(server)
    away = volume.rename(tmp_path / "away")
    assert refuses(server).startswith("blobs: is a link to a folder that is missing: mount it")
    volume.mkdir()
    assert refuses(server).startswith("blobs: has no mark (berth-store)")
    volume.rmdir()
    away.rename(volume)
    with server:
        check(server)


def test_a_link_in_place_of_the_database_is_refused_and_the_whole_directory_may_be_one(server):
    moved = server.data_dir.parent / "moved"
    moved.mkdir()
    for file in server.data_dir.glob("metadata.db*"):
        file.rename(moved / file.name)
        file.symlink_to(moved / file.name)
    line = "metadata.db: is a link, which is not followed: put the file itself in its place, or move "
    assert refuses(server).startswith(line)
    for file in server.data_dir.glob("metadata.db*"):
        (moved / file.name).rename(file)
    moved.rmdir()
    server.data_dir.rename(moved)
    server.data_dir.symlink_to(moved)
    with server:
        check(server)


def test_a_link_that_leads_nowhere_is_no_new_database(tmp_path):
    server = Server(tmp_path)
    server.data_dir.mkdir()
    (server.data_dir / "metadata.db").symlink_to(tmp_path / "nowhere.db")
    assert refuses(server).startswith("metadata.db: is a link, which is not followed: ")
    assert not (tmp_path / "nowhere.db").exists()


def test_the_key_may_be_a_link_as_in_a_mounted_secret(tmp_path):
    secret = tmp_path / "secret"
    (secret / "..2026").mkdir(parents=True)
    (secret / "..data").symlink_to("..2026")
    (secret / "server.key").symlink_to("..data/server.key")
    (secret / "..2026/server.key").write_bytes(bytes(range(32)))
    (secret / "..2026/server.key").chmod(0o600)
    server = Server(tmp_path, "--server-key", str(secret / "server.key"))
    with server:
        push(server)
    with server:
        check(server)
    Administration(server).run("account", "list", "--server-key", str(secret / "server.key"))
    assert (secret / "server.key").is_symlink()
