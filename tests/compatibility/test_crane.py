"""crane: push and pull, and what scripts do with images that stay in the registry."""

import io
import json
import tarfile

import pytest
from support.go_clients import Crane
from support.images import make_image, make_multi_arch
from support.push_and_pull import PushAndPull


@pytest.fixture(scope="module")
def client(tmp_path_factory, server):
    return Crane(tmp_path_factory.mktemp("crane"), server.certificate)


class TestCrane(PushAndPull):
    pass


def test_shows_what_an_image_is_without_logging_in(client, oci, path, reference):
    image, index = make_image(layers=2), make_multi_arch()
    oci.push(path, image, "v1")
    oci.push(path, index, "multi")
    assert client.do("digest", f"{reference}:v1").strip() == image.digest
    assert client.do("digest", "--platform=linux/arm64",
                     f"{reference}:multi").strip() == index.images[1].digest
    assert client.do("manifest", f"{reference}:multi").encode() == index.manifest.content
    assert client.do("config", f"{reference}:v1").encode() == image.config.content
    assert client.do("ls", reference).split() == ["multi", "v1"]
    client.do("validate", "--remote", f"{reference}:multi")
    exported = client.new_file("files.tar")
    client.do("export", f"{reference}:v1", exported)
    with tarfile.open(exported) as files:
        assert sorted(files.getnames()) == ["file-0", "file-1"]


def test_lists_repositories(logged_in, oci, path, server):
    oci.push(path, make_image(), "v1")
    assert path in logged_in.do("catalog", server.address).split()


def test_copies_an_index_to_another_repository(
        logged_in, oci, path, other_path, other_reference, reference):
    index = make_multi_arch(layer_bytes=1000)
    oci.push(path, index, "multi")
    logged_in.do("copy", f"{reference}:multi", f"{other_reference}:copied")
    assert oci.pull(other_path, "copied") == oci.pull(path, "multi")


def test_copies_all_tags_of_a_repository(
        logged_in, oci, path, other_path, other_reference, reference):
    images = [make_image() for _ in range(3)]
    for i, image in enumerate(images):
        oci.push(path, image, f"v{i}")
    logged_in.do("copy", "--all-tags", reference, other_reference)
    assert oci.tags(other_path) == ["v0", "v1", "v2"]
    for i, image in enumerate(images):
        assert oci.pull(other_path, f"v{i}")[image.digest] == image.manifest.content


def test_tags_and_deletes(logged_in, oci, path, reference):
    image = make_image()
    oci.push(path, image, "v1")
    logged_in.do("tag", f"{reference}:v1", "latest")
    assert oci.tags(path) == ["latest", "v1"]
    logged_in.do("delete", f"{reference}:v1")
    assert oci.tags(path) == ["latest"]
    assert oci.get_manifest(path, image.digest).status == 200
    logged_in.do("delete", f"{reference}@{image.digest}")
    assert oci.tags(path) == []
    assert oci.get_manifest(path, image.digest).status == 404


def test_appends_a_layer_and_changes_labels(client, logged_in, oci, path, reference):
    image = make_image()
    oci.push(path, image, "v1")
    layer = client.new_file("layer.tar")
    with tarfile.open(layer, mode="w") as archive:
        member = tarfile.TarInfo("added")
        member.size = 5
        archive.addfile(member, io.BytesIO(b"added"))
    logged_in.do("append", "--base", f"{reference}:v1", "--new_layer", layer,
                 "--new_tag", f"{reference}:v2")
    logged_in.do("mutate", "--label", "team=a", "--tag", f"{reference}:v3", f"{reference}:v2")
    stored = oci.pull(path, "v3")
    manifest = json.loads(next(iter(stored.values())))
    assert [layer["digest"] for layer in manifest["layers"]][:-1] == [image.layers[0].digest]
    config = json.loads(stored[manifest["config"]["digest"]])
    assert config["config"]["Labels"] == {"team": "a"}


def test_makes_an_index_of_images(logged_in, oci, path, reference):
    index = make_multi_arch()
    for image in index.images:
        oci.push(path, image, image.architecture)
    logged_in.do("index", "append", "--manifest", f"{reference}:amd64", "--manifest",
                 f"{reference}:arm64", "--tag", f"{reference}:multi")
    children = oci.get_manifest(path, "multi").json()["manifests"]
    assert [child["digest"] for child in children] == [image.digest for image in index.images]
