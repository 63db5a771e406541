"""`berth fsck`: rows that refer to something missing, and uploads of missing repositories."""

import json
import uuid

import pytest
from support.fsck import (
    CONFIG,
    IMAGE,
    INDEX,
    PATH,
    check_healed,
    execute,
    fsck,
    make_checked_server,
    oci_of,
)
from support.garbage import collect
from support.images import OCI_INDEX, OCI_MANIFEST, Blob

SIGNATURE = Blob(json.dumps({
    "schemaVersion": 2, "mediaType": OCI_MANIFEST, "artifactType": "application/x-signature",
    "config": CONFIG.descriptor(), "layers": [],
    "subject": IMAGE.manifest.descriptor()}).encode(), OCI_MANIFEST)
NOBODYS_DIGEST = "sha256:" + "0" * 64


@pytest.fixture
def server(tmp_path):
    return make_checked_server(tmp_path)


def test_a_missing_manifest_is_found_and_can_be_pushed_again(server):
    execute(server, "DELETE FROM manifests WHERE sequence ="
            " (SELECT image_sequence FROM tags WHERE name = 'v1')")
    found = {("problem", "missing_manifest", f"{PATH}@{IMAGE.digest}")}
    assert fsck(server, "--quick") == (1, found)
    assert fsck(server, "--repair") == (1, found)
    assert not (server.data_dir / "damaged").exists()  # nothing was worth keeping
    assert fsck(server) == (0, set())
    with oci_of(server) as oci:
        assert oci.tags(PATH) == ["index"]
        oci.pull(PATH, "index")
    check_healed(server)


def test_a_referrer_that_is_not_there_is_found_and_goes(server):
    with oci_of(server) as oci:
        assert oci.put_manifest(PATH, SIGNATURE.digest, SIGNATURE).status == 201
        listing = oci.request("GET", f"/v2/{PATH}/referrers/{IMAGE.digest}").json()
        assert [entry["digest"] for entry in listing["manifests"]] == [SIGNATURE.digest]
    execute(server, "UPDATE referrers SET digest = ?", NOBODYS_DIGEST)
    found = {("problem", "stale_referrer", f"{PATH}@{NOBODYS_DIGEST}"),
             # The row was that of the existing one.
             ("problem", "missing_reference", f"{PATH}@{SIGNATURE.digest}")}
    assert fsck(server) == fsck(server, "--repair") == (1, found)
    assert fsck(server) == (0, set())
    with oci_of(server) as oci:
        assert oci.request("GET", f"/v2/{PATH}/referrers/{IMAGE.digest}").json() == listing


def test_an_index_that_an_older_berth_took_with_wrong_descriptors_is_named(server):
    found = {("problem", "wrong_descriptor", f"{PATH}@{INDEX.digest}")}
    execute(server, "UPDATE image_children SET size = size - 1 WHERE parent = ?", INDEX.digest)
    assert fsck(server) == fsck(server, "--repair") == (1, found)
    execute(server, "UPDATE image_children SET size = size + 1, media_type = ? WHERE parent = ?",
            OCI_INDEX, INDEX.digest)
    assert fsck(server) == (1, found)
    with oci_of(server) as oci:
        # It can be pushed and tagged again all the same.
        assert oci.put_manifest(PATH, "again", INDEX.manifest).status == 201
        assert oci.request("DELETE", f"/v2/{PATH}/manifests/{INDEX.digest}").status == 202
        assert oci.put_manifest(PATH, "index", INDEX.manifest).status == 201
    assert fsck(server) == (0, set())


def test_layers_that_clients_never_upload_are_not_missed(server):
    layers = [{"mediaType": media_type, "digest": NOBODYS_DIGEST[:-1] + str(number), "size": 1}
              for number, media_type in enumerate([
                  "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                  "application/vnd.docker.image.rootfs.foreign.diff.tar",
                  "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd"])]
    windows = Blob(json.dumps({"schemaVersion": 2, "mediaType": OCI_MANIFEST,
                               "config": CONFIG.descriptor(), "layers": layers}).encode(),
                   OCI_MANIFEST)
    with oci_of(server) as oci:
        assert oci.put_manifest(PATH, "windows", windows).status == 201
    assert fsck(server) == (0, set())


def test_an_upload_to_a_repository_that_is_gone_is_a_note(server):
    upload = uuid.uuid4()
    file = server.data_dir / "uploads" / f"999.{upload}"
    file.write_bytes(b"half")
    found = {("note", "stray_upload", str(upload))}
    assert fsck(server) == fsck(server, "--repair") == (0, found)
    assert file.read_bytes() == b"half"
    assert collect(server, "--upload-expiry", "0")["uploads"] == (1, 4)
    assert not file.exists()
    assert fsck(server) == (0, set())


def test_rows_of_images_that_are_not_there_are_found_and_go(server):
    execute(server, "INSERT INTO manifests (sequence, content) VALUES (999, x'7b7d')")
    execute(server, "INSERT INTO image_layers SELECT repository, digest, 999, media_type"
            " FROM image_layers WHERE digest = ?", CONFIG.digest)
    execute(server, "INSERT INTO image_children (repository, child, parent)"
            " SELECT repository, ?, ? FROM images LIMIT 1",
            IMAGE.digest, NOBODYS_DIGEST)
    found = {("problem", "stale_row", "manifest 999"),
             ("problem", "stale_row", f"{PATH}@{CONFIG.digest}"),
             ("problem", "stale_row", f"{PATH}@{IMAGE.digest}")}
    assert fsck(server) == fsck(server, "--repair") == (1, found)
    assert fsck(server) == (0, set())
    with oci_of(server) as oci:  # which an index held that was never there
        assert oci.request("DELETE", f"/v2/{PATH}/manifests/{IMAGE.digest}").status == 202
        oci.pull(PATH, "index")


def test_a_damaged_row_of_a_tag_to_nowhere_goes(server):
    execute(server, "UPDATE tags SET image = x'00', image_sequence = 999 WHERE name = 'latest'")
    execute(server, "UPDATE images SET tag_count = 1 WHERE digest = ?", IMAGE.digest)
    found = {("problem", "dangling_tag", f"{PATH}:latest")}
    assert fsck(server, "--repair") == (1, found)
    assert fsck(server) == (0, set())
    with oci_of(server) as oci:
        assert oci.tags(PATH) == ["index", "v1"]
