"""The log says who did what, and what came of it."""

import botocore.exceptions
import pytest
from support import aws
from support.callers import ecr_client, statement, user_with
from support.images import make_image
from support.oci import OciClient
from support.raw_http import exchange
from support.request_log import requests_of
from support.server import ALIAS


@pytest.fixture
def admin_arn(berth) -> str:
    return f"arn:aws:iam::{berth.account_id(ALIAS)}:user/administrator"


def test_the_log_says_who_deleted_a_repository(server, ecr, berth, admin_arn):
    ecr.create_repository(repositoryName="precious")
    user = user_with(berth, statement("Allow", "DeleteRepository"), name="mallory")
    ecr_client(server, user).delete_repository(repositoryName="precious")
    (deletion,) = requests_of(server, operation="DeleteRepository", resource="precious")
    assert deletion["caller"] == admin_arn.replace("administrator", "mallory")
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
