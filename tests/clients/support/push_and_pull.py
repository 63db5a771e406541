"""What every container client must be able to do with Berth: one suite, run with each of them."""

import contextlib
import gzip
import io
import json
import tarfile

import pytest
from support import aws
from support.aws import EcrClient
from support.callers import ecr_client, statement, user_with
from support.container_clients import CommandError
from support.images import Image, digest_of, make_image, make_multi_arch, read_member
from support.oci import OciClient


# What a client says whom the registry does not let push.
REFUSED = r"(?i)denied|unauthorized|authentication required|invalid username/password"


def content_of(image: Image) -> tuple[str, tuple[bytes, ...]]:
    return image.config.digest, image.tars


def tag_details(ecr: EcrClient, repository: str) -> dict[str, dict]:
    pages = ecr.get_paginator("describe_image_tags").paginate(repositoryName=repository)
    return {tag["imageTag"]: tag for page in pages for tag in page["imageTagDetails"]}


class PushAndPull:
    """A subclass has a fixture `client`: a ContainerClient."""

    @contextlib.contextmanager
    def login(self, client, server, password):
        client.login(server.address, password)
        try:
            yield
        finally:
            client.logout(server.address)

    def check_stored(self, image: Image, oci: OciClient, path: str, tag: str) -> str:
        """That the server holds this image, every byte of it. The digest of its manifest."""
        stored = oci.pull(path, tag)
        digest = next(iter(stored))
        manifest = json.loads(stored[digest])
        assert manifest["config"]["digest"] == image.config.digest
        layers = tuple(gzip.decompress(stored[layer["digest"]]) for layer in manifest["layers"])
        assert layers == image.tars
        return digest

    def test_pushes_an_image_that_pulls_back_by_tag_and_by_digest(
            self, client, server, password, oci, ecr, repository, path, reference):
        image = make_image(layers=3, layer_bytes=100_000)
        with self.login(client, server, password):
            client.push(image, f"{reference}:v1")
            digest = self.check_stored(image, oci, path, "v1")
            assert client.pull(f"{reference}:v1") == content_of(image)
            assert client.pull(f"{reference}@{digest}") == content_of(image)

        manifest = oci.get_manifest(path, "v1").json()
        detail = tag_details(ecr, repository)["v1"]["imageDetail"]
        assert detail["imageDigest"] == digest
        assert detail["imageManifestMediaType"] == manifest["mediaType"]
        assert detail["artifactMediaType"] == manifest["config"]["mediaType"]
        assert detail["imageSizeInBytes"] == sum(
            blob["size"] for blob in [manifest["config"], *manifest["layers"]])

    def test_pushes_a_multi_arch_image_that_pulls_back_by_tag_and_by_digest(
            self, client, server, password, oci, ecr, repository, path, reference):
        index = make_multi_arch(layer_bytes=1000)
        with self.login(client, server, password):
            client.push_index(index, f"{reference}:multi")
            stored = oci.get_manifest(path, "multi")
            children = {child["platform"]["architecture"]: child["digest"]
                        for child in stored.json()["manifests"]}
            assert set(children) == {"amd64", "arm64"}
            for image in index.images:
                self.check_stored(image, oci, path, children[image.architecture])
            assert client.pull(f"{reference}:multi") == content_of(index.images[0])
            digest = digest_of(stored.body)
            assert client.pull(f"{reference}@{digest}") == content_of(index.images[0])

        detail = tag_details(ecr, repository)["multi"]["imageDetail"]
        assert detail["imageDigest"] == digest
        assert "artifactMediaType" not in detail
        sizes = []
        for child in children.values():
            manifest = oci.get_manifest(path, child).json()
            sizes.append(sum(blob["size"] for blob in [manifest["config"], *manifest["layers"]]))
        assert detail["imageSizeInBytes"] == max(sizes)

    def test_moves_a_tag(self, client, server, password, oci, ecr, repository, path, reference):
        before, after = make_image(), make_image()
        with self.login(client, server, password):
            client.push(before, f"{reference}:latest")
            first = tag_details(ecr, repository)["latest"]
            client.push(after, f"{reference}:latest")
            second = tag_details(ecr, repository)["latest"]
            assert client.pull(f"{reference}:latest") == content_of(after)
            old_digest = first["imageDetail"]["imageDigest"]
            assert client.pull(f"{reference}@{old_digest}") == content_of(before)
        self.check_stored(after, oci, path, "latest")
        assert second["imageDetail"]["imageDigest"] != old_digest
        assert second["createdAt"] > first["createdAt"]

    def test_pulls_without_logging_in(self, client, oci, path, reference):
        image, index = make_image(layers=2), make_multi_arch()
        oci.push(path, image, "v1")
        oci.push(path, index, "multi")
        assert client.pull(f"{reference}:v1") == content_of(image)
        assert client.pull(f"{reference}@{image.digest}") == content_of(image)
        assert client.pull(f"{reference}:multi") == content_of(index.images[0])
        assert client.pull(f"{reference}@{index.digest}") == content_of(index.images[0])

    def test_pulls_images_in_docker_formats(self, client, oci, path, reference):
        image, index = make_image(docker=True), make_multi_arch(docker=True)
        oci.push(path, image, "v1")
        oci.push(path, index, "multi")
        assert client.pull(f"{reference}:v1") == content_of(image)
        assert client.pull(f"{reference}:multi") == content_of(index.images[0])

    def test_cannot_push_without_logging_in(self, client, ecr, repository, reference):
        with pytest.raises(CommandError, match=REFUSED):
            client.push(make_image(), f"{reference}:v1")
        assert tag_details(ecr, repository) == {}

    def test_pulls_with_a_login_that_has_ended_and_cannot_push(
            self, client, server, berth, oci, ecr, repository, path, reference):
        user = user_with(berth, statement("Allow", "*"))
        image = make_image()
        oci.push(path, image, "v1")
        with self.login(client, server, aws.login_password(ecr_client(server, user))):
            berth.run("key", "delete", user.access_key_id)
            assert client.pull(f"{reference}:v1") == content_of(image)
            with pytest.raises(CommandError, match=REFUSED):
                client.push(make_image(), f"{reference}:v2")
        assert set(tag_details(ecr, repository)) == {"v1"}

    def test_cannot_push_with_a_wrong_password(
            self, client, server, password, ecr, repository, reference):
        wrong = password[:-8] + "AAAAAAA="
        # Some find out when they log in; some only keep the password until it is needed.
        with pytest.raises(CommandError, match=REFUSED), self.login(client, server, wrong):
            client.push(make_image(), f"{reference}:v1")
        assert tag_details(ecr, repository) == {}


class BuildPushAndPull(PushAndPull):
    """For clients that build images as well."""

    def test_builds_on_an_image_of_the_registry(
            self, client, server, password, oci, path, reference, tmp_path):
        base = make_image(layers=2)
        oci.push(path, base, "base")
        (tmp_path / "app").write_bytes(b"an application")
        (tmp_path / "Dockerfile").write_text(
            f"FROM {reference}:base\nCOPY app /app\nLABEL team=a\n", encoding="ascii")
        with self.login(client, server, password):
            client.build(tmp_path, f"{reference}:built")
        stored = oci.pull(path, "built")
        manifest = json.loads(next(iter(stored.values())))
        config = json.loads(stored[manifest["config"]["digest"]])
        assert config["config"]["Labels"]["team"] == "a"
        *below, top = [gzip.decompress(stored[layer["digest"]]) for layer in manifest["layers"]]
        assert tuple(below) == base.tars
        with tarfile.open(fileobj=io.BytesIO(top)) as layer:
            assert read_member(layer, "app") == b"an application"
