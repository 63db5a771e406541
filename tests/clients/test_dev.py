"""`berth serve --dev`: an emulator for tests against the API, without AWS and without set-up."""

import pytest
from support import aws
from support.images import make_image
from support.oci import OciClient
from support.server import ALIAS, Server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server"), "--dev") as running:
        yield running


@pytest.fixture(scope="module")
def ecr(server):
    """With keys that nobody made."""
    return aws.make_client(server, access_key="test", secret_key="test")


def test_made_up_keys_push_to_a_repository_that_is_not_there(ecr, oci):
    image = make_image()
    oci.push(f"{ALIAS}/team/new", image, "v1")
    [tag] = ecr.describe_image_tags(repositoryName="team/new")["imageTagDetails"]
    assert tag["imageTag"] == "v1"
    assert tag["imageDetail"]["imageDigest"] == image.digest
    assert tag["imageDetail"]["imageSizeInBytes"] == image.size_in_bytes


def test_a_signature_that_no_key_made_is_accepted(server):
    body = b"{}"
    headers = aws.signed_headers(server, "DescribeRegistries", body, credentials=("test", "test"))
    head, _ = headers["Authorization"].split("Signature=")
    answer = aws.post(server, body, headers | {"Authorization": head + "Signature=" + "0" * 64})
    assert answer.error is None
    [registry] = answer.json()["registries"]
    assert registry["registryUri"] == f"{server.address}/{ALIAS}"
