"""Push and pull with skopeo, and what scripts do with images that stay in the registry."""

import json

import pytest
from support.container_clients import Skopeo
from support.images import make_image, make_multi_arch
from support.push_and_pull import PushAndPull


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return Skopeo(tmp_path_factory.mktemp("skopeo"))


class TestSkopeo(PushAndPull):
    pass


@pytest.fixture
def skopeo(client, server, password):
    client.login(server.address, password)
    yield lambda *arguments: client.run("skopeo", *arguments)
    client.logout(server.address)


def test_inspects_and_lists_tags_without_logging_in(client, oci, path, server):
    image = make_image(layers=2)
    oci.push(path, image, "v1")
    oci.tag(path, image, "v2")
    reference = f"docker://{server.address}/{path}"
    inspected = json.loads(client.run("skopeo", "inspect", "--tls-verify=false",
                                      f"{reference}:v1"))
    assert inspected["Digest"] == image.digest
    assert inspected["RepoTags"] == ["v1", "v2"]
    assert inspected["Layers"] == [layer.digest for layer in image.layers]
    listed = json.loads(client.run("skopeo", "list-tags", "--tls-verify=false", reference))
    assert listed["Tags"] == ["v1", "v2"]
    raw = client.run("skopeo", "inspect", "--tls-verify=false", "--raw", f"{reference}:v1")
    assert raw.encode() == image.manifest.content


def test_copies_between_repositories_and_deletes(skopeo, ecr, oci, repository, path, server):
    ecr.create_repository(repositoryName=f"{repository}-copy")
    index = make_multi_arch()
    oci.push(path, index, "multi")
    skopeo("copy", "--all", "--preserve-digests", "--src-tls-verify=false",
           "--dest-tls-verify=false", f"docker://{server.address}/{path}:multi",
           f"docker://{server.address}/{path}-copy:copied")
    assert oci.pull(f"{path}-copy", "copied") == oci.pull(path, "multi")
    skopeo("delete", "--tls-verify=false", f"docker://{server.address}/{path}:multi")
    assert oci.get_manifest(path, index.digest).status == 404
    assert oci.tags(path) == []


def test_synchronizes_a_repository_with_a_directory(skopeo, oci, path, server, tmp_path):
    images = [make_image() for _ in range(3)]
    for i, image in enumerate(images):
        oci.push(path, image, f"v{i}")
    skopeo("sync", "--src-tls-verify=false", "--src=docker", "--dest=dir",
           f"{server.address}/{path}", str(tmp_path))
    for i, image in enumerate(images):
        (manifest,) = tmp_path.glob(f"**/*:v{i}/manifest.json")
        assert manifest.read_bytes() == image.manifest.content
