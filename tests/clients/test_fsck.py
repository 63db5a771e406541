"""`berth fsck`: finds damage, and repairs it so that the next push heals."""

import contextlib
import json
import sqlite3

import pytest
from support.administration import Administration
from support.fsck import (
    CONFIG,
    IMAGE,
    INDEX,
    LAYER,
    PATH,
    check_healed,
    execute,
    file_of,
    fsck,
    make_checked_server,
    oci_of,
)
from support.garbage import collect, make_due
from support.images import OCI_MANIFEST, Blob, manifests_and_blobs
from support.server import ALIAS


@pytest.fixture
def server(tmp_path):
    return make_checked_server(tmp_path)


def test_nothing_is_wrong_with_what_was_pushed(server):
    assert fsck(server) == (0, set())
    assert fsck(server, "--quick") == (0, set())
    assert fsck(server, "--repair") == (0, set())
    summary = Administration(server).run("fsck")
    assert summary.endswith(": 0 problems, 0 notes\n")
    with server:
        assert fsck(server) == (0, set())


@pytest.mark.damages_data
def test_a_damaged_database_is_found_and_nothing_in_it_is_believed(server):
    with contextlib.closing(sqlite3.connect(server.data_dir / "metadata.db")) as database:
        page_size, = database.execute("PRAGMA page_size").fetchone()
        page, = database.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'access_keys'").fetchone()
    with (server.data_dir / "metadata.db").open("r+b") as file:
        file.seek((page - 1) * page_size)
        file.write(b"x" * page_size)
    runs: list[list[str]] = [[], ["--quick"], ["--repair"]]
    for options in runs:
        assert fsck(server, *options) == (1, {("problem", "damaged_database", "metadata.db")})


@pytest.mark.damages_data
def test_what_cannot_be_looked_at_is_not_called_wrong(server):
    with contextlib.closing(sqlite3.connect(server.data_dir / "metadata.db")) as database, database:
        database.execute("PRAGMA user_version = 9999")
    done = Administration(server).try_to("fsck")
    assert (done.returncode, done.stdout) == (2, "")
    (server.data_dir / "metadata.db").write_bytes(b"this is no database" * 1000)
    done = Administration(server).try_to("fsck")
    assert (done.returncode, done.stdout) == (2, "")
    assert "metadata.db: is not a database of Berth: restore" in done.stderr


def test_what_is_not_berths_is_left_alone(server):
    (server.data_dir / "blobs" / "sha256" / ".DS_Store").write_bytes(b"x")
    (server.data_dir / "blobs" / "sha256" / "lost+found").mkdir()
    assert fsck(server) == (0, set())
    assert collect(server)["orphans"] == (0, 0)


def test_a_damaged_manifest_is_found_and_can_be_pushed_again(server):
    execute(server, "UPDATE manifests SET content = CAST('damaged' AS BLOB) WHERE sequence ="
            " (SELECT image_sequence FROM tags WHERE name = 'v1')")
    found = {("problem", "damaged_manifest", f"{PATH}@{IMAGE.digest}")}
    # The manifest is not as long as it was.
    assert fsck(server, "--quick") == (1, found | {("problem", "wrong_count", PATH)})
    assert fsck(server, "--repair") == (1, found)
    assert (server.data_dir / "damaged" / IMAGE.digest).read_text(encoding="ascii") == "damaged"
    assert fsck(server) == (0, set())
    with oci_of(server) as oci:
        assert oci.tags(PATH) == ["index"]
    check_healed(server)


# "also": the subjects whose figures do not count what they should, until it is mended.
@pytest.mark.parametrize("statement,kind,subject,also", [
    ("UPDATE registries SET repository_count = 7", "wrong_count", ALIAS, []),
    ("UPDATE registries SET manifest_bytes = 7", "wrong_count", ALIAS, []),
    ("UPDATE repositories SET image_count = 7", "wrong_count", PATH, [ALIAS]),
    ("UPDATE repositories SET tag_count = 7, blob_bytes = 7", "wrong_count", PATH, [ALIAS]),
    ("UPDATE stored_blobs SET bytes = 7", "wrong_count", "blobs", []),
    ("UPDATE images SET tag_count = 7 WHERE tag_count = 2", "wrong_count",
     f"{PATH}@{IMAGE.digest}", []),
    ("UPDATE tags SET image = (SELECT image FROM tags WHERE name = 'index') WHERE name = 'v1'",
     "wrong_tag", f"{PATH}:v1", []),
    ("UPDATE tags SET version_key = x'0102' WHERE name = 'v1'", "wrong_tag", f"{PATH}:v1", []),
    ("UPDATE repository_search SET description = 'lies'", "wrong_search_entry", PATH, []),
    ("DELETE FROM repository_search", "wrong_search_entry", PATH, []),
    ("INSERT INTO repository_search (rowid, name) VALUES (4711, 'gone')", "wrong_search_entry",
     "gone", []),
    ("UPDATE repository_blobs SET size = 7 WHERE digest = '" + LAYER.digest + "'", "wrong_size",
     LAYER.digest, [PATH, "blobs"]),
], ids=["registry", "sum", "repository", "bytes", "store", "image", "tag", "version",
        "changed entry", "no entry", "stray entry", "blob"])  # digests differ from run to run
def test_wrong_rows_are_found_and_mended(server, statement, kind, subject, also):
    execute(server, statement)
    cause = {("problem", kind, subject)}
    found = cause | {("problem", "wrong_count", figures) for figures in also}
    assert fsck(server) == (1, found)
    code, repaired = fsck(server, "--repair")
    assert code == 1
    assert cause <= repaired <= found
    assert fsck(server) == (0, set())


def test_a_tag_of_no_image_is_found_and_goes(server):
    execute(server, "UPDATE tags SET image_sequence = 4711 WHERE name = 'v1'")
    assert fsck(server) == (1, {("problem", "dangling_tag", f"{PATH}:v1"),
                                ("problem", "wrong_count", f"{PATH}@{IMAGE.digest}")})
    fsck(server, "--repair")
    assert fsck(server) == (0, set())
    with oci_of(server) as oci:
        assert oci.tags(PATH) == ["index", "latest"]


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


@pytest.mark.damages_data
def test_nothing_is_repaired_beside_a_server(server):
    file_of(server, LAYER.digest).unlink()
    with server:
        done = Administration(server).try_to("fsck", "--repair")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "berth: stop the server first: --repair must be alone with the data\n"
        assert fsck(server) == (1, {("problem", "missing_blob", LAYER.digest)})
