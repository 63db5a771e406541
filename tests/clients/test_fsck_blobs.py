"""`berth fsck` on the bytes of blobs: damaged, missing, elsewhere, or known to no row."""

import shutil

import pytest
from support.administration import Administration
from support.fsck import (
    CONFIG,
    IMAGE,
    LAYER,
    PATH,
    WITHOUT_A_BLOB,
    check_healed,
    execute,
    file_of,
    fsck,
    make_checked_server,
    oci_of,
)
from support.garbage import collect, make_due, stored
from support.images import digest_of


@pytest.fixture
def server(tmp_path):
    return make_checked_server(tmp_path)


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


@pytest.mark.damages_data
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
    for command in ["fsck"], ["fsck", "--repair"], ["gc"]:
        done = Administration(server).try_to(*command)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"berth: {blobs}: is missing")
        assert not blobs.exists()
    blobs.mkdir()
    assert "has no mark (berth-store)" in Administration(server).try_to("fsck").stderr
    shutil.copy(elsewhere / "berth-store", blobs)
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


def test_a_blob_that_the_collector_would_not_find_is_booked(server):
    with oci_of(server) as oci:
        digest = oci.push_blob(PATH, b"named by nothing")
    execute(server, "DELETE FROM unnamed_blobs")
    assert fsck(server) == (1, {("problem", "unbooked_blob", digest)})
    fsck(server, "--repair")
    assert fsck(server) == (0, set())
    make_due(server)
    assert collect(server)["blobs"] == (1, 16)


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
