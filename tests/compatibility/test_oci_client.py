"""Rust's oci-client, as WebAssembly runtimes and Kubernetes tools use it."""

import gzip
import json
import pathlib

import pytest
from support.container_clients import Client, CommandError
from support.images import OCI_MANIFEST, Blob, Image, digest_of, make_image
from support.push_and_pull import REFUSED, content_of, tag_details
from support.server import ROOT

DRIVER = ROOT / "build/clients/rust/debug/oci-client-driver"
EMPTY = Blob(b"{}", "application/vnd.oci.empty.v1+json")


class OciClientCrate(Client):
    def __init__(self, directory, certificate):
        super().__init__(directory, certificate)
        self.environment["OCI_PROTOCOL"] = "http" if certificate is None else "https"
        if certificate is not None:
            self.environment["OCI_CERTIFICATE"] = str(certificate.file)

    def login(self, address, password):
        del address
        self.environment |= {"OCI_USER": "AWS", "OCI_PASSWORD": password}

    def logout(self, address):
        del address
        self.environment.pop("OCI_USER")

    def do(self, *arguments: str | pathlib.Path) -> str:
        return self.run(DRIVER, *arguments)

    def push(self, image, reference):
        files = [self.new_file("content") for _ in image.blobs]
        for file, blob in zip(files, image.blobs):
            file.write_bytes(blob.content)
        self.do("push", reference, *files)

    def pull(self, reference):
        folder = self.new_file("pulled")
        self.do("pull", reference, folder)
        layers = {file.name: file.read_bytes() for file in folder.glob("sha256:*")}
        assert all(digest_of(content) == name for name, content in layers.items())
        return (digest_of((folder / "config").read_bytes()),
                tuple(sorted(gzip.decompress(content) for content in layers.values())))


@pytest.fixture(scope="module")
def client(tmp_path_factory, server):
    return OciClientCrate(tmp_path_factory.mktemp("oci-client"), server.certificate)


def sorted_content(image):
    config, tars = content_of(image)
    return config, tuple(sorted(tars))


@pytest.mark.parametrize("how", ["chunked", "whole"])
def test_pushes_an_image_that_pulls_back_by_tag_and_by_digest(
        logged_in, oci, ecr, repository, path, reference, monkeypatch, how):
    monkeypatch.setitem(logged_in.environment, "OCI_PUSH", how)
    # More than the 4 MiB of one of its chunks.
    image = make_image(layers=2, layer_bytes=5_000_000)
    logged_in.push(image, f"{reference}:v1")
    digest = next(iter(oci.pull(path, "v1")))
    assert tag_details(ecr, repository)["v1"]["imageDetail"]["imageDigest"] == digest
    assert logged_in.do("digest", f"{reference}:v1").strip() == digest
    assert logged_in.do("tags", reference).split() == ["v1"]
    assert logged_in.pull(f"{reference}:v1") == sorted_content(image)
    assert logged_in.pull(f"{reference}@{digest}") == sorted_content(image)


def test_pulls_without_logging_in_and_a_part_of_a_layer_as_well(client, oci, path, reference):
    image = make_image(layer_bytes=10_000)
    oci.push(path, image, "v1")
    assert client.pull(f"{reference}:v1") == sorted_content(image)
    file = client.new_file("part")
    client.do("part", f"{reference}:v1", "100", "200", file)
    assert file.read_bytes() == image.layers[0].content[100:300]


def referrer_of(subject: Image, artifact_type: str) -> Blob:
    return Blob(json.dumps({
        "schemaVersion": 2, "mediaType": OCI_MANIFEST, "artifactType": artifact_type,
        "config": EMPTY.descriptor(), "layers": [EMPTY.descriptor()],
        "subject": subject.manifest.descriptor()}).encode(), OCI_MANIFEST)


def test_finds_the_referrers_of_an_image(client, oci, path, reference):
    subject = make_image()
    oci.push(path, subject, "v1")
    oci.push_blob(path, EMPTY.content)
    referrers = [referrer_of(subject, kind) for kind in ("application/sbom", "application/report")]
    for referrer in referrers:
        assert oci.put_manifest(path, referrer.digest, referrer).status == 201
    found = client.do("referrers", f"{reference}@{subject.digest}", "application/sbom")
    assert found.split() == [referrers[0].digest]


def test_cannot_push_without_logging_in(client, ecr, repository, reference):
    with pytest.raises(CommandError, match=REFUSED):
        client.push(make_image(), f"{reference}:v1")
    assert tag_details(ecr, repository) == {}
