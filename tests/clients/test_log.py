"""The log says who did what, and what came of it."""

import base64
import contextlib
import http.client
import urllib.parse

import botocore.exceptions
import pytest
from support import aws
from support.administration import Administration, Credentials
from support.callers import GET_LOGIN, ecr_client, statement, user_with
from support.images import digest_of, make_image
from support.oci import OciClient
from support.raw_http import exchange
from support.request_log import requests_of
from support.server import ALIAS, Server
from support.waiting import wait_until


def basic_of(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def aws_login(server: Server, user: Credentials) -> str:
    """A password of the user, which must be allowed GET_LOGIN."""
    return aws.login_password(ecr_client(server, user))


def get(server: Server, target: str, headers: dict[str, str]) -> http.client.HTTPResponse:
    return send(server, "GET", target, None, headers)


def post_form(server: Server, form: str, user_agent: str) -> http.client.HTTPResponse:
    return send(server, "POST", "/token/", form,
                {"User-Agent": user_agent, "Content-Type": "application/x-www-form-urlencoded"})


def send(server: Server, method: str, target: str, body: str | None,
         headers: dict[str, str]) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(server.address, timeout=60)
    with contextlib.closing(connection):
        connection.request(method, target, body, headers)
        response = connection.getresponse()
        response.read()
        return response


def logged(target: str) -> str:
    """As the log has it: no parameters but those of the planes."""
    path, mark, _ = target.partition("?")
    return path + (mark and "?***")


@pytest.fixture
def admin_arn(berth: Administration) -> str:
    return f"arn:aws:iam::{berth.account_id(ALIAS)}:user/administrator"


def test_the_log_says_who_deleted_a_repository(server, ecr, berth, admin_arn):
    ecr.create_repository(repositoryName="precious")
    user = user_with(berth, statement("Allow", "DeleteRepository"), name="mallory")
    ecr_client(server, user).delete_repository(repositoryName="precious")
    (deletion,) = requests_of(server, operation="DeleteRepository", resource="precious")
    assert deletion["caller"] == admin_arn.replace("administrator", "mallory")
    assert deletion["access_key_id"] == user.access_key_id
    assert deletion["user_agent"].startswith("Boto3/")
    assert deletion["status"] == 200
    assert "error" not in deletion
    (creation,) = requests_of(server, operation="CreateRepository", resource="precious")
    assert creation["caller"] == admin_arn


def test_the_log_says_what_went_wrong(server, ecr, admin_arn):
    with pytest.raises(botocore.exceptions.ClientError):
        ecr.describe_images(repositoryName="missing")
    (failure,) = requests_of(server, operation="DescribeImages", resource="missing")
    assert failure["error"] == "RepositoryNotFoundException"
    assert failure["caller"] == admin_arn


def test_the_log_takes_no_strangers_word_for_who_he_is(server):
    with pytest.raises(botocore.exceptions.ClientError):
        aws.make_client(server, access_key="AKIAUNKNOWN").describe_repositories()
    (refusal,) = requests_of(server, operation="DescribeRepositories")
    assert refusal["error"] == "UnrecognizedClientException"
    assert "caller" not in refusal


def test_the_log_says_which_images_were_to_be_deleted_and_how_many_were_not(
        server, ecr, oci, repository, path):
    image = make_image()
    oci.push(path, image, "v1")
    oci.tag(path, image, "v2")
    digest = digest_of(b"no image")
    ecr.batch_delete_image(repositoryName=repository, imageIds=[
        {"imageTag": "v1", "imageDigest": image.digest}, {"imageTag": "v2"},
        {"imageDigest": digest}])
    (deletion,) = requests_of(server, operation="BatchDeleteImage", resource=repository)
    assert deletion["images"] == f"v1@{image.digest},v2,{digest}"
    assert (deletion["status"], deletion["failed_images"]) == (200, 1)


def test_the_log_says_by_which_key_a_caller_of_each_kind_came(server, berth, path):
    user = user_with(berth, statement("Allow", GET_LOGIN), name="trent")
    bearer = {"Authorization": "Bearer " + aws_login(server, user)}
    basic = {"Authorization": basic_of(user.access_key_id, user.secret_access_key)}
    for agent, headers in (("bearer/1", bearer), ("basic/1", basic)):
        assert get(server, f"/v2/{path}/tags/list", {"User-Agent": agent, **headers}).status == 200
        (listing,) = requests_of(server, user_agent=agent)
        assert listing["operation"] == "ListTags"
        assert listing["caller"].endswith(":user/trent")
        assert listing["access_key_id"] == user.access_key_id
    form = urllib.parse.urlencode({"grant_type": "password", "service": "berth",
                                   "username": user.access_key_id,
                                   "password": user.secret_access_key})
    assert post_form(server, form, "form/1").status == 200
    (login,) = requests_of(server, user_agent="form/1")
    assert login["operation"] == "PostToken"
    assert login["access_key_id"] == user.access_key_id


def test_the_log_says_which_key_a_refused_login_claimed_and_never_what_may_be_a_secret(
        server, berth):
    user = user_with(berth, statement("Allow", GET_LOGIN), name="revoked")
    password = aws_login(server, user)
    berth.run("key", "delete", user.access_key_id)
    refused = {
        "signature": {"Authorization": "AWS4-HMAC-SHA256 Credential=" + user.access_key_id},
        "basic": {"Authorization": basic_of(user.access_key_id, "not the secret")},
        "password": {"Authorization": basic_of("AWS", password)},
        "bearer": {"Authorization": "Bearer " + password},
    }
    for agent, headers in refused.items():
        for target in ("/v2/", "/token/?service=berth"):
            assert get(server, target, {"User-Agent": agent, **headers}).status == 401
            (line,) = requests_of(server, user_agent=agent, target=logged(target))
            assert line["claimed_access_key_id"] == user.access_key_id
            assert not {"caller", "access_key_id"} & line.keys()
    no_ids = ("AWS", user.secret_access_key, "hunter2", "A" * 40)
    for name in no_ids:
        headers = {"User-Agent": "swapped", "Authorization": basic_of(name, "anything")}
        assert get(server, "/v2/", headers).status == 401
    form = urllib.parse.urlencode({"grant_type": "password", "username": user.access_key_id,
                                   "password": user.secret_access_key})
    assert post_form(server, form, "form/2").status == 401
    (line,) = requests_of(server, user_agent="form/2")
    assert line["claimed_access_key_id"] == user.access_key_id
    wait_until(lambda: len(requests_of(server, user_agent="swapped")) == len(no_ids))
    for line in requests_of(server, user_agent="swapped"):
        assert not {"access_key_id", "claimed_access_key_id"} & line.keys()
    assert user.secret_access_key not in server.log_tail()
    assert password not in server.log_tail()


def test_the_log_says_who_pushed_and_what_was_not_there_to_pull(server, oci, path, admin_arn):
    oci.push(path, make_image(), "v1")
    (push,) = requests_of(server, method="PUT", target=f"/v2/{path}/manifests/v1")
    assert push["caller"] == admin_arn
    uploads = [entry for entry in requests_of(server, method="PUT", status=201)
               if entry["target"].startswith(f"/v2/{path}/blobs/uploads/")]
    assert uploads
    assert {entry["caller"] for entry in uploads} == {admin_arn}
    with OciClient(server.address) as stranger:
        assert stranger.get_manifest(path, "v1").status == 200
        assert stranger.get_manifest(path, "v2").status == 404
    (pull,) = requests_of(server, method="GET", target=f"/v2/{path}/manifests/v1")
    assert "caller" not in pull
    (miss,) = requests_of(server, method="GET", target=f"/v2/{path}/manifests/v2")
    assert miss["error"] == "MANIFEST_UNKNOWN"


def test_the_log_stays_json_whatever_strangers_send(server):
    line = b"GET /\xe9\x80" + b"x" * 40_000 + b" HTTP/1.1\r\n"
    assert exchange(server.address, line + b"Host: h\r\n\r\n").status == 414
    assert exchange(server.address, b"GET /\xe9 HTTP/1.1\r\nHost: h\r\n\r\n").status == 400
    (refused,) = requests_of(server, target="/_")  # among the lines so far, all of which are read
    assert refused["status"] == 400
    (too_long,) = requests_of(server, status=414)
    assert len(too_long["target"]) < 3_000
