"""`berth fsck`: finds what is wrong, and mends it so that the next push heals."""

import contextlib
import json
import shutil
import sqlite3

import pytest
from support import aws
from support.administration import Administration
from support.garbage import collect, make_due, stored
from support.images import (
    OCI_MANIFEST,
    Blob,
    digest_of,
    make_image,
    make_multi_arch,
    manifests_and_blobs,
)
from support.oci import OciClient
from support.server import ALIAS, Server

PATH = f"{ALIAS}/app"
# Its layers are files; its config is small, and in the database.
IMAGE = make_image(layers=2, layer_bytes=20_000)
INDEX = make_multi_arch(layer_bytes=100)
LAYER = IMAGE.layers[0]
CONFIG = IMAGE.config
# Only a push brings back what is damaged; until then the image cannot be pulled.
WITHOUT_A_BLOB = {("problem", "absent_reference", f"{PATH}@{IMAGE.digest}")}


@pytest.fixture
def server(tmp_path):
    """Stopped. It holds the image, with the tags v1 and latest, and an index."""
    server = Server(tmp_path, "--gc", "off")
    with server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            oci.push(PATH, IMAGE, "v1")
            oci.tag(PATH, IMAGE, "latest")
            oci.push(PATH, INDEX, "index")
    return server


@contextlib.contextmanager
def oci_of(server: Server):
    with server, OciClient(server.address, aws.login_password(aws.make_client(server))) as oci:
        yield oci


def fsck(server: Server, *options: str) -> tuple[int, set[tuple[str, str, str]]]:
    """The exit code, and (severity, kind, subject) of what was found."""
    done = Administration(server).try_to("fsck", "--output", "json", *options)
    assert done.stderr == "", done
    return done.returncode, {(found["severity"], found["kind"], found["subject"])
                             for found in json.loads(done.stdout)}


def execute(server: Server, statement: str, *values) -> None:
    with contextlib.closing(sqlite3.connect(server.data_dir / "metadata.db")) as database, database:
        assert database.execute(statement, values).rowcount > 0


def file_of(server: Server, digest: str):
    algorithm, digits = digest.split(":")
    return server.data_dir / "blobs" / algorithm / digits[:2] / digits


def check_healed(server: Server) -> None:
    """By a push of the same image."""
    with oci_of(server) as oci:
        oci.push(PATH, IMAGE, "v1")
        assert oci.pull(PATH, "v1") == {part.digest: part.content
                                        for part in manifests_and_blobs(IMAGE)}
    assert fsck(server) == (0, set())


def test_nothing_is_wrong_with_what_was_pushed(server):
    assert fsck(server) == (0, set())
    assert fsck(server, "--quick") == (0, set())
    assert fsck(server, "--repair") == (0, set())
    summary = Administration(server).run("fsck")
    assert summary.endswith(": 0 problems, 0 notes\n")
    with server:
        assert fsck(server) == (0, set())


def test_a_damaged_database_is_found_and_nothing_in_it_is_believed(server):
    with contextlib.closing(sqlite3.connect(server.data_dir / "metadata.db")) as database:
        page_size, = database.execute("PRAGMA page_size").fetchone()
        page, = database.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'access_keys'").fetchone()
    with (server.data_dir / "metadata.db").open("r+b") as file:
        file.seek((page - 1) * page_size)
        file.write(b"x" * page_size)
    for options in [], ["--quick"], ["--repair"]:
        assert fsck(server, *options) == (1, {("problem", "damaged_database", "metadata.db")})


def test_what_cannot_be_looked_at_is_not_called_wrong(server):
    with contextlib.closing(sqlite3.connect(server.data_dir / "metadata.db")) as database, database:
        database.execute("PRAGMA user_version = 9999")
    done = Administration(server).try_to("fsck")
    assert (done.returncode, done.stdout) == (2, "")
    (server.data_dir / "metadata.db").write_bytes(b"this is no database" * 1000)
    done = Administration(server).try_to("fsck")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("file is not a database\n")


def test_what_is_not_berths_is_left_alone(server):
    (server.data_dir / "blobs" / "sha256" / ".DS_Store").write_bytes(b"x")
    (server.data_dir / "blobs" / "sha256" / "lost+found").mkdir()
    assert fsck(server) == (0, set())
    assert collect(server)["orphans"] == (0, 0)


def test_damaged_bytes_are_found_and_set_aside(server):
    file = file_of(server, LAYER.digest)
    damaged = b"x" * len(LAYER.content)
    file.write_bytes(damaged)
    found = {("problem", "damaged_blob", LAYER.digest)}
    assert fsck(server, "--quick") == (0, set())
    assert fsck(server) == (1, found)
    code, all_found = fsck(server, "--repair")
    assert (code, all_found) == (1, found | WITHOUT_A_BLOB)
    assert (server.data_dir / "damaged" / LAYER.digest).read_bytes() == damaged
    assert fsck(server) == (1, WITHOUT_A_BLOB)
    sparse = {("note", kind, subject) for _, kind, subject in WITHOUT_A_BLOB}
    assert fsck(server, "--sparse-images") == (0, sparse)
    with oci_of(server) as oci:
        assert oci.get_blob(PATH, LAYER.digest).status == 404
    check_healed(server)


def test_damaged_bytes_that_cannot_be_set_aside_stay_a_problem(server):
    file_of(server, LAYER.digest).write_bytes(b"x" * len(LAYER.content))
    in_the_way = server.data_dir / "damaged"
    in_the_way.write_bytes(b"")
    assert Administration(server).try_to("fsck", "--repair").returncode == 2
    assert fsck(server) == (1, {("problem", "damaged_blob", LAYER.digest)})
    in_the_way.unlink()
    assert fsck(server, "--repair")[0] == 1
    check_healed(server)


@pytest.mark.parametrize("content", [b"small", b"large" * 10_000], ids=["row", "file"])
def test_a_push_replaces_damaged_bytes_that_no_repository_holds(server, content):
    damaged = content.swapcase()
    with oci_of(server) as oci:
        digest = oci.push_blob(PATH, content)
        assert oci.request("DELETE", f"/v2/{PATH}/blobs/{digest}").status == 202
        if file_of(server, digest).exists():
            file_of(server, digest).write_bytes(damaged)
        else:
            execute(server, "UPDATE small_blobs SET content = ? WHERE digest = ?", damaged, digest)
        assert oci.push_blob(PATH, content) == digest
        assert oci.get_blob(PATH, digest).body == content
    assert fsck(server) == (0, set())


def test_a_damaged_small_blob_is_found_and_set_aside(server):
    execute(server, "UPDATE small_blobs SET content = CAST('damaged' AS BLOB) WHERE digest = ?",
            CONFIG.digest)
    found = {("problem", "damaged_blob", CONFIG.digest)}
    assert fsck(server, "--quick") == (1, found)
    code, all_found = fsck(server, "--repair")
    assert (code, all_found) == (1, found | WITHOUT_A_BLOB)
    assert (server.data_dir / "damaged" / CONFIG.digest).read_text(encoding="ascii") == "damaged"
    with oci_of(server) as oci:
        assert oci.get_blob(PATH, CONFIG.digest).status == 404
    check_healed(server)


def test_a_missing_small_blob_is_found_and_can_be_pushed_again(server):
    execute(server, "DELETE FROM small_blobs WHERE digest = ?", CONFIG.digest)
    assert fsck(server) == (1, {("problem", "missing_blob", CONFIG.digest)})
    assert fsck(server, "--repair")[0] == 1
    check_healed(server)


def test_a_small_blob_that_nothing_refers_to_is_booked(server):
    execute(server, "INSERT INTO small_blobs VALUES (?, CAST('lost' AS BLOB))", digest_of(b"lost"))
    assert fsck(server) == (1, {("problem", "unbooked_blob", digest_of(b"lost"))})
    fsck(server, "--repair")
    assert fsck(server) == (0, set())
    make_due(server)
    assert collect(server)["blobs"] == (1, 4)
    assert digest_of(b"lost") not in stored(server)


def test_a_cut_file_is_found_without_reading_the_others(server):
    file_of(server, LAYER.digest).write_bytes(LAYER.content[:-1])
    assert fsck(server, "--quick") == (1, {("problem", "damaged_blob", LAYER.digest)})


def test_missing_bytes_are_found_and_can_be_pushed_again(server):
    file_of(server, LAYER.digest).unlink()
    assert fsck(server) == (1, {("problem", "missing_blob", LAYER.digest)})
    assert fsck(server, "--repair")[0] == 1
    check_healed(server)


def test_blobs_that_are_elsewhere_are_not_taken_for_lost(server):
    blobs, elsewhere = server.data_dir / "blobs", server.data_dir / "elsewhere"
    blobs.rename(elsewhere)
    for options in [], ["--repair"]:
        done = Administration(server).try_to("fsck", *options)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"berth: {blobs}: is missing")
        assert not blobs.exists()
    blobs.mkdir()
    held = {("problem", "missing_blob", layer.digest) for layer in IMAGE.layers}
    assert fsck(server) == (1, held)
    done = Administration(server).try_to("fsck", "--repair")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"berth: {blobs}: not one of the blobs that are files is there")
    assert fsck(server) == (1, held)
    shutil.rmtree(blobs)
    elsewhere.rename(blobs)
    assert fsck(server, "--repair") == (0, set())


def test_blobs_that_are_lost_for_good_can_be_pushed_again(server):
    shutil.rmtree(server.data_dir / "blobs" / "sha256")
    with oci_of(server) as oci:
        oci.push_blob(PATH, b"new" * 10_000)
    assert fsck(server, "--repair")[0] == 1
    check_healed(server)


def test_a_damaged_manifest_is_found_and_can_be_pushed_again(server):
    execute(server, "UPDATE manifests SET content = CAST('damaged' AS BLOB) WHERE sequence ="
            " (SELECT image_sequence FROM tags WHERE name = 'v1')")
    found = {("problem", "damaged_manifest", f"{PATH}@{IMAGE.digest}")}
    assert fsck(server, "--quick") == (1, found)
    assert fsck(server, "--repair") == (1, found)
    assert (server.data_dir / "damaged" / IMAGE.digest).read_text(encoding="ascii") == "damaged"
    assert fsck(server) == (0, set())
    with oci_of(server) as oci:
        assert oci.tags(PATH) == ["index"]
    check_healed(server)


@pytest.mark.parametrize("statement,kind,subject", [
    ("UPDATE registries SET repository_count = 7", "wrong_count", ALIAS),
    ("UPDATE repositories SET image_count = 7", "wrong_count", PATH),
    ("UPDATE images SET tag_count = 7 WHERE tag_count = 2", "wrong_count",
     f"{PATH}@{IMAGE.digest}"),
    ("UPDATE tags SET image = (SELECT image FROM tags WHERE name = 'index') WHERE name = 'v1'",
     "wrong_tag", f"{PATH}:v1"),
    ("UPDATE repository_blobs SET size = 7 WHERE digest = '" + LAYER.digest + "'", "wrong_size",
     LAYER.digest),
])
def test_wrong_rows_are_found_and_mended(server, statement, kind, subject):
    execute(server, statement)
    assert fsck(server) == (1, {("problem", kind, subject)})
    assert fsck(server, "--repair") == (1, {("problem", kind, subject)})
    assert fsck(server) == (0, set())


def test_a_tag_of_no_image_is_found_and_goes(server):
    execute(server, "UPDATE tags SET image_sequence = 4711 WHERE name = 'v1'")
    assert fsck(server) == (1, {("problem", "dangling_tag", f"{PATH}:v1"),
                                ("problem", "wrong_count", f"{PATH}@{IMAGE.digest}")})
    fsck(server, "--repair")
    assert fsck(server) == (0, set())
    with oci_of(server) as oci:
        assert oci.tags(PATH) == ["index", "latest"]


def test_a_blob_that_the_collector_would_not_find_is_booked(server):
    with oci_of(server) as oci:
        digest = oci.push_blob(PATH, b"named by nothing")
    execute(server, "DELETE FROM unnamed_blobs")
    assert fsck(server) == (1, {("problem", "unbooked_blob", digest)})
    fsck(server, "--repair")
    assert fsck(server) == (0, set())
    make_due(server)
    assert collect(server)["blobs"] == (1, 16)


def test_layers_that_no_row_says_are_named_are_not_taken_for_garbage(server):
    execute(server, "DELETE FROM image_layers WHERE image_sequence ="
            " (SELECT image_sequence FROM tags WHERE name = 'v1')")
    found = {("problem", "missing_reference", f"{PATH}@{IMAGE.digest}")}
    assert found < fsck(server)[1]
    assert fsck(server, "--repair") == (1, found)
    assert fsck(server) == (0, set())
    make_due(server)
    assert collect(server)["blobLinks"] == (0, 0)
    with oci_of(server) as oci:
        assert oci.pull(PATH, "v1").keys() == {part.digest for part in manifests_and_blobs(IMAGE)}


def test_layers_that_were_taken_for_garbage_are_named_again(server):
    execute(server, "INSERT INTO unnamed_blobs SELECT repository, digest, 0 FROM image_layers"
            " WHERE digest = ?", LAYER.digest)
    execute(server, "DELETE FROM image_layers WHERE digest = ?", LAYER.digest)
    found = {("problem", "missing_reference", f"{PATH}@{IMAGE.digest}")}
    assert fsck(server) == fsck(server, "--repair") == (1, found)
    assert collect(server)["blobLinks"] == (0, 0)
    assert fsck(server) == (0, set())


def test_an_image_that_no_row_says_an_index_holds_is_its_child_again(server):
    execute(server, "DELETE FROM image_children")
    found = {("problem", "missing_reference", f"{PATH}@{INDEX.digest}")}
    assert fsck(server) == fsck(server, "--repair") == (1, found)
    assert fsck(server) == (0, set())
    with oci_of(server) as oci:  # an index holds it
        path = f"/v2/{PATH}/manifests/{INDEX.images[0].digest}"
        assert oci.request("DELETE", path).status != 202


def test_a_referrer_that_is_not_listed_is_found(server):
    signature = Blob(json.dumps({
        "schemaVersion": 2, "mediaType": OCI_MANIFEST, "artifactType": "application/x-signature",
        "config": CONFIG.descriptor(), "layers": [],
        "subject": IMAGE.manifest.descriptor()}).encode(), OCI_MANIFEST)
    with oci_of(server) as oci:
        assert oci.put_manifest(PATH, signature.digest, signature).status == 201
        listing = oci.request("GET", f"/v2/{PATH}/referrers/{IMAGE.digest}").json()
    execute(server, "DELETE FROM referrers")
    found = {("problem", "missing_reference", f"{PATH}@{signature.digest}")}
    assert fsck(server) == fsck(server, "--repair") == (1, found)
    assert fsck(server) == (0, set())
    with oci_of(server) as oci:
        assert oci.request("GET", f"/v2/{PATH}/referrers/{IMAGE.digest}").json() == listing


def test_bytes_that_no_row_knows_of_are_a_note_and_go_in_the_end(server):
    digest = digest_of(b"orphan")
    file = file_of(server, digest)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"orphan")
    assert fsck(server) == (0, {("note", "orphan", digest)})
    assert fsck(server, "--repair") == (0, {("note", "orphan", digest)})
    assert fsck(server) == (0, set())
    make_due(server)
    assert collect(server)["blobs"] == (1, 6)
    assert digest not in stored(server)


def test_nothing_is_repaired_beside_a_server(server):
    file_of(server, LAYER.digest).unlink()
    with server:
        done = Administration(server).try_to("fsck", "--repair")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "berth: stop the server first: --repair must be alone with the data\n"
        assert fsck(server) == (1, {("problem", "missing_blob", LAYER.digest)})
