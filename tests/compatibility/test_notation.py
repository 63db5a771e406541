"""notation: signatures made with a certificate of one's own, kept beside the image."""

import json

import pytest
from support.container_clients import CommandError
from support.go_clients import Notation
from support.images import make_image, make_multi_arch
from support.push_and_pull import REFUSED

SIGNATURE_TYPE = "application/vnd.cncf.notary.signature"
SIGNER = "berth.test"


@pytest.fixture(scope="module")
def client(tmp_path_factory, server):
    client = Notation(tmp_path_factory.mktemp("notation"), server.certificate)
    client.do("cert", "generate-test", "--default", SIGNER)
    client.do("policy", "import", client.file("policy.json", json.dumps({
        "version": "1.0", "trustPolicies": [{
            "name": "all", "registryScopes": ["*"], "trustedIdentities": ["*"],
            "signatureVerification": {"level": "strict"}, "trustStores": [f"ca:{SIGNER}"]}]})))
    return client


@pytest.fixture
def notation(logged_in):
    return lambda command, *arguments: logged_in.do(command, *logged_in.http(), *arguments)


@pytest.mark.parametrize("envelope", ["jws", "cose"])
def test_signs_an_image_that_anyone_can_verify(
        client, notation, oci, path, referrers, server, envelope, reference):
    image = make_image()
    oci.push(path, image, "v1")
    signed = f"{reference}@{image.digest}"
    notation("sign", "--force-referrers-tag=false", f"--signature-format={envelope}",
             "--user-metadata=build=17", signed)
    (entry,) = referrers(path, image.digest)
    assert entry["artifactType"] == SIGNATURE_TYPE

    client.logout(server.address)
    assert image.digest in client.do("verify", *client.http(),
                                     "--user-metadata=build=17", signed)
    assert entry["digest"] in client.do("list", *client.http(), signed)
    inspected = client.do("inspect", *client.http(), "--output=json", signed)
    (signature,) = json.loads(inspected)["Signatures"]
    assert signature["userDefinedAttributes"] == {"build": "17"}


def test_finds_every_signature_of_an_index(notation, oci, path, referrers, reference):
    index = make_multi_arch()
    oci.push(path, index, "multi")
    signed = f"{reference}@{index.digest}"
    for _ in range(3):
        notation("sign", "--force-referrers-tag=false", signed)
    notation("verify", signed)
    entries = referrers(path, index.digest)
    assert len(entries) == 3
    listed = notation("list", signed)
    assert all(entry["digest"] in listed for entry in entries)


def test_does_not_verify_what_is_not_signed(notation, oci, path, reference):
    signed, unsigned = make_image(), make_image()
    oci.push(path, signed, "v1")
    oci.push(path, unsigned, "v2")
    notation("sign", "--force-referrers-tag=false", f"{reference}@{signed.digest}")
    with pytest.raises(CommandError, match="no signature"):
        notation("verify", f"{reference}@{unsigned.digest}")


def test_signs_by_the_tag_schema_of_older_registries(notation, oci, path, reference):
    """What it does unless it is told to use the referrers API."""
    image = make_image()
    oci.push(path, image, "v1")
    signed = f"{reference}@{image.digest}"
    notation("sign", signed)
    assert image.digest.replace(":", "-") in oci.tags(path)
    assert image.digest in notation("verify", signed)


def test_cannot_sign_without_logging_in(client, oci, path, reference):
    image = make_image()
    oci.push(path, image, "v1")
    with pytest.raises(CommandError, match=REFUSED):
        client.do("sign", *client.http(), f"{reference}@{image.digest}")
