"""cosign: signatures and attestations made with a local key, kept beside the image."""

import base64
import json

import pytest
from support.container_clients import CommandError
from support.go_clients import Cosign
from support.images import Image, make_image, make_multi_arch
from support.push_and_pull import REFUSED
from support.server import Server

BUNDLE_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"
# No transparency log, no certificates: nothing but the registry.
ALONE = ["--use-signing-config=false", "--tlog-upload=false", "--yes"]
LOCAL_ONLY = ["--insecure-ignore-tlog=true", "--private-infrastructure"]


@pytest.fixture(scope="module")
def client(tmp_path_factory, server):
    client = Cosign(tmp_path_factory.mktemp("cosign"), server.certificate)
    client.do("generate-key-pair", "--output-key-prefix", "cosign")
    client.do("generate-key-pair", "--output-key-prefix", "other")
    return client


@pytest.fixture
def image(oci, path):
    image = make_image()
    oci.push(path, image, "v1")
    return image


@pytest.fixture
def reference(server: Server, path: str, image: Image) -> str:
    return f"{server.address}/{path}@{image.digest}"


def sign(client: Cosign, reference: str, *options: str) -> None:
    client.do("sign", "--key", "cosign.key", *ALONE, *options, reference)


def verify(client: Cosign, reference: str, *options: str, key: str = "cosign") -> list[dict]:
    return client.do_json("verify", "--key", f"{key}.pub", *LOCAL_ONLY,
                          "--output=json", *options, reference)


def test_signs_an_image_that_anyone_can_verify(
        client, logged_in, path, image, reference, referrers, server):
    sign(logged_in, reference)
    (entry,) = referrers(path, image.digest)
    assert entry["artifactType"] == BUNDLE_TYPE

    client.logout(server.address)
    (payload,) = verify(client, reference)
    assert payload["critical"]["image"]["docker-manifest-digest"] == image.digest
    with pytest.raises(CommandError):
        verify(client, reference, key="other")


def test_signs_in_the_older_format_under_a_tag(
        client, logged_in, oci, path, image, reference, server):
    sign(logged_in, reference, "--new-bundle-format=false", "--annotations=build=17")
    assert image.digest.replace(":", "-") + ".sig" in oci.tags(path)
    client.logout(server.address)
    (payload,) = verify(client, reference, "--new-bundle-format=false", "--annotations=build=17")
    assert payload["critical"]["image"]["docker-manifest-digest"] == image.digest
    with pytest.raises(CommandError):
        verify(client, reference, "--new-bundle-format=false", "--annotations=build=18")


def test_signs_an_index_and_all_its_images(client, logged_in, oci, path, server):
    index = make_multi_arch()
    oci.push(path, index, "multi")
    sign(logged_in, f"{server.address}/{path}@{index.digest}", "--recursive")
    for digest in index.digest, *(image.digest for image in index.images):
        (payload,) = verify(client, f"{server.address}/{path}@{digest}")
        assert payload["critical"]["image"]["docker-manifest-digest"] == digest


def test_attests_what_is_known_of_an_image(
        client, logged_in, path, image, reference, referrers, server):
    predicate = client.file("predicate.json", json.dumps({"tests": "passed"}))
    logged_in.do("attest", "--key", "cosign.key", *ALONE, "--predicate", predicate,
                 "--type=https://berth.test/report", reference)
    assert len(referrers(path, image.digest)) == 1

    client.logout(server.address)
    envelope = client.do_json("verify-attestation", "--key", "cosign.pub",
                              *LOCAL_ONLY, "--type=https://berth.test/report", reference)
    statement = json.loads(base64.b64decode(envelope["payload"]))
    assert statement["subject"][0]["digest"]["sha256"] == image.digest.removeprefix("sha256:")
    assert statement["predicate"] == {"tests": "passed"}


def test_attaches_a_bill_of_materials_and_shows_what_is_attached(
        client, logged_in, oci, path, image, reference):
    content = json.dumps({"spdxVersion": "SPDX-2.3"})
    logged_in.do("attach", "sbom", "--sbom", client.file("sbom.json", content), "--type=spdx",
                 "--input-format=json", reference)
    assert logged_in.do("download", "sbom", reference) == content
    sign(logged_in, reference, "--new-bundle-format=false")
    tags = {image.digest.replace(":", "-") + suffix for suffix in (".sbom", ".sig")}
    assert set(oci.tags(path)) == tags | {"v1"}
    tree = logged_in.do("tree", reference)
    assert all(tag in tree for tag in tags)
    logged_in.do("clean", "--type=all", "--force", reference)
    assert oci.tags(path) == ["v1"]


def test_copies_an_image_with_its_signatures(
        client, logged_in, oci, path, other_path, image, reference, server, other_reference):
    sign(logged_in, reference, "--new-bundle-format=false")
    copy = other_reference
    logged_in.do("copy", f"{server.address}/{path}:v1", f"{copy}:copied")
    assert oci.pull(other_path, "copied") == oci.pull(path, "v1")
    verify(client, f"{copy}@{image.digest}", "--new-bundle-format=false")


def test_cannot_sign_without_logging_in(client, oci, path, reference):
    with pytest.raises(CommandError, match=REFUSED):
        sign(client, reference)
    assert oci.tags(path) == ["v1"]
