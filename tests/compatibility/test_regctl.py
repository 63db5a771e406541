"""regctl: push and pull, artifacts, and what pipelines do with images that stay in the registry."""

import json

import pytest
from support.go_clients import Regctl
from support.images import make_image, make_multi_arch
from support.push_and_pull import PushAndPull

ARTIFACT_TYPE = "application/vnd.example.report"


@pytest.fixture(scope="module")
def client(tmp_path_factory, server):
    return Regctl(tmp_path_factory.mktemp("regctl"), server.address, server.certificate)


class TestRegctl(PushAndPull):
    pass


def test_lists_repositories(logged_in, oci, path, server):
    oci.push(path, make_image(), "v1")
    assert path in logged_in.do("repo", "ls", server.address).split()


def test_lists_moves_and_deletes_tags(logged_in, oci, path, reference):
    first, second = make_image(), make_image()
    oci.push(path, first, "v1")
    oci.push(path, second, "v2")
    assert logged_in.do("tag", "ls", reference).split() == ["v1", "v2"]
    logged_in.do("image", "copy", f"{reference}:v2", f"{reference}:v1")
    assert logged_in.do("image", "digest", f"{reference}:v1").strip() == second.digest
    logged_in.do("tag", "delete", f"{reference}:v2")
    assert oci.tags(path) == ["v1"]
    assert oci.get_manifest(path, second.digest).status == 200
    logged_in.do("manifest", "delete", f"{reference}@{second.digest}")
    assert oci.tags(path) == []
    assert oci.get_manifest(path, second.digest).status == 404


def test_puts_an_artifact_and_gets_it_without_logging_in(
        client, logged_in, oci, path, reference, server):
    content = "what a tool has to say\n" * 1000
    logged_in.do("artifact", "put", f"--artifact-type={ARTIFACT_TYPE}", "--file",
                 client.file("report.txt", content), "--file-media-type=text/plain",
                 f"{reference}:v1")
    assert oci.get_manifest(path, "v1").json()["artifactType"] == ARTIFACT_TYPE
    client.logout(server.address)
    assert client.do("artifact", "get", f"{reference}:v1") == content


def test_attaches_to_an_image_and_lists_without_logging_in(
        client, logged_in, oci, path, reference, referrers, server):
    index = make_multi_arch()
    oci.push(path, index, "multi")
    for annotation, options in [("whole", []), ("arm", ["--platform=linux/arm64"])]:
        logged_in.do("artifact", "put", f"--artifact-type={ARTIFACT_TYPE}",
                     f"--annotation=of={annotation}",
                     "--file", client.file("report.txt", annotation),
                     f"--subject={reference}:multi", *options)
    for digest, annotation in [(index.digest, "whole"), (index.images[1].digest, "arm")]:
        (entry,) = referrers(path, digest)
        assert entry["artifactType"] == ARTIFACT_TYPE
        assert entry["annotations"]["of"] == annotation

    client.logout(server.address)
    listed = client.do_json("artifact", "list", "--format={{json .}}", f"{reference}:multi")
    assert [entry["annotations"]["of"] for entry in listed["descriptors"]] == ["whole"]
    assert client.do("artifact", "get", f"--subject={reference}:multi", "--platform=linux/arm64",
                     f"--filter-artifact-type={ARTIFACT_TYPE}") == "arm"
    assert referrers(path, index.digest)[0]["digest"] in client.do(
        "artifact", "tree", f"{reference}:multi")


def test_copies_an_image_with_everything_attached_to_it(
        client, logged_in, oci, path, other_path, reference, referrers, other_reference):
    image = make_image()
    oci.push(path, image, "v1")
    logged_in.do("artifact", "put", f"--artifact-type={ARTIFACT_TYPE}", "--file",
                 client.file("report.txt", "report"), f"--subject={reference}:v1")
    logged_in.do("image", "copy", "--referrers", f"{reference}:v1",
                 f"{other_reference}:copied")
    assert oci.pull(other_path, "copied") == oci.pull(path, "v1")
    assert [entry["digest"] for entry in referrers(other_path, image.digest)] == [
        entry["digest"] for entry in referrers(path, image.digest)]


def test_pushes_in_chunks(client, tmp_path, oci, path, reference, server, password):
    """Which regctl does with large blobs: here 64 KiB are large."""
    chunking = Regctl(tmp_path, server.address, server.certificate)
    chunking.do("registry", "set", "--blob-chunk=65536", "--blob-max=65536", "--skip-check",
                server.address)
    chunking.login(server.address, password)
    image = make_image(layers=2, layer_bytes=1_000_003)
    chunking.push(image, f"{reference}:v1")
    stored = oci.pull(path, "v1")
    assert [stored[layer.digest] for layer in image.layers] == [
        layer.content for layer in image.layers]
    client.logout(server.address)
    assert client.pull(f"{reference}:v1") == (image.config.digest, image.tars)


def test_imports_and_exports_archives(logged_in, oci, path, reference, tmp_path):
    image = make_image()
    oci.push(path, image, "v1")
    archive = tmp_path / "image.tar"
    logged_in.do("image", "export", f"{reference}:v1", archive)
    logged_in.do("image", "import", f"{reference}:again", archive)
    assert oci.pull(path, "again") == oci.pull(path, "v1")


def test_makes_an_index_and_changes_an_image(logged_in, oci, path, reference):
    index = make_multi_arch()
    for image in index.images:
        oci.push(path, image, image.architecture)
    logged_in.do("index", "create", f"--ref={reference}:amd64", f"--ref={reference}:arm64",
                 "--annotation=team=a", f"{reference}:multi")
    document = oci.get_manifest(path, "multi").json()
    assert document["annotations"] == {"team": "a"}
    assert {child["digest"] for child in document["manifests"]} == {
        image.digest for image in index.images}
    logged_in.do("image", "mod", f"{reference}:multi", "--label=team=b",
                 f"--create={reference}:labelled")
    for child in oci.get_manifest(path, "labelled").json()["manifests"]:
        stored = oci.pull(path, child["digest"])
        manifest = json.loads(stored[child["digest"]])
        config = json.loads(stored[manifest["config"]["digest"]])
        assert config["config"]["Labels"] == {"team": "b"}


def test_changes_the_algorithm_of_all_digests(client, logged_in, oci, path, reference):
    image = make_image(layers=2)
    oci.push(path, image, "v1")
    logged_in.do("image", "mod", f"{reference}:v1", "--digest-algo=sha512",
                 f"--create={reference}:sha512")
    manifest = oci.get_manifest(path, "sha512").json()
    assert all(blob["digest"].startswith("sha512:")
               for blob in [manifest["config"], *manifest["layers"]])
    _, layers = client.pull(f"{reference}:sha512")
    assert layers == image.tars
