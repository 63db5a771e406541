"""`berth serve --dev`: an emulator for tests against the API, without AWS and without set-up."""

import base64
import subprocess
import urllib.parse

import pytest
from support import aws
from support.container_clients import Docker, Skopeo
from support.images import make_image
from support.oci import OciClient
from support.push_and_pull import content_of
from support.raw_http import exchange, request
from support.server import ALIAS, BINARY, Server


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


@pytest.mark.parametrize("authorization", [
    None, "", "Bearer x", "AWS4-HMAC-SHA256 Credential=test/20260102//ecr-public/aws4_request, "
    "SignedHeaders=host, Signature=0",
    "AWS4-ECDSA-P256-SHA256 Credential=test/20260102/ecr-public/aws4_request, Signature=0",
    "AWS4-HMAC-SHA256 Credential=test"])
def test_whatever_a_request_is_signed_with_is_accepted(server, authorization):
    for body in b"{}", b'{"maxResults":10' + b" " * 20_000 + b"}":
        headers = {"X-Amz-Target": aws.TARGET_PREFIX + "DescribeRegistries",
                   "Content-Type": aws.CONTENT_TYPE}
        if authorization is not None:
            headers["Authorization"] = authorization
        answer = aws.post(server, body, headers)
        assert answer.error is None, answer
        assert answer.json()["registries"][0]["registryUri"].endswith(f"/{ALIAS}")


def test_an_unsigned_caller_is_told_who_it_is(server):
    answer = exchange(server.address, request(
        "POST", "/", {"Content-Type": "application/x-www-form-urlencoded"},
        b"Action=GetCallerIdentity&Version=2011-06-15"))
    assert answer.status == 200
    assert b":user/dev</Arn>" in answer.body


def test_any_user_and_password_is_a_login(server):
    for login in "any:thing", "AWS:x", "admin:":
        basic = "Basic " + base64.b64encode(login.encode()).decode()
        answer = exchange(server.address, request("GET", "/token/", {"Authorization": basic}))
        assert answer.status == 200, login
    form = urllib.parse.urlencode({"grant_type": "password", "username": "a", "password": "b"})
    answer = exchange(server.address, request(
        "POST", "/token/", {"Content-Type": "application/x-www-form-urlencoded"}, form.encode()))
    assert answer.json()["access_token"]


@pytest.fixture(scope="module", params=[Docker, Skopeo])
def client(request, tmp_path_factory):
    client = request.param(tmp_path_factory.mktemp("client"))
    yield client
    client.close()


def test_images_are_pushed_without_a_login_under_whatever_name(server, ecr, client):
    kind = type(client).__name__.lower()
    for name, repository in [(f"library/{kind}", kind), (f"x/team/{kind}", f"team/{kind}"),
                             (f"single-{kind}", f"single-{kind}"), (f"{ALIAS}/{kind}2", f"{kind}2")]:
        image = make_image()
        client.push(image, f"{server.address}/{name}:v1")
        assert client.pull(f"{server.address}/{name}:v1") == content_of(image)
        [tag] = ecr.describe_image_tags(repositoryName=repository)["imageTagDetails"]
        assert tag["imageTag"] == "v1"
        with OciClient(server.address) as anonymous:
            assert anonymous.send("GET", f"/v2/{name}/tags/list").json()["tags"] == ["v1"]


def test_the_log_warns_at_each_start(server):
    server.wait_for_log('"event":"dev_mode"')


@pytest.mark.parametrize("listen", ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "registry.example.com:0"])
def test_what_lets_everyone_in_listens_to_this_machine_alone_unless_it_is_told(tmp_path, listen):
    command = [BINARY, "config", "check", "--data-dir", tmp_path, "--dev", "--listen", listen]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "add dev-allow-remote" in refused.stderr
    subprocess.run([*command, "--dev-allow-remote"], check=True)


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "127.1.2.3:0", "[::1]:0", "localhost:0"])
def test_loopback_needs_no_leave(tmp_path, listen):
    subprocess.run([BINARY, "config", "check", "--data-dir", tmp_path, "--dev", "--listen", listen],
                   check=True)
