"""GetCallerIdentity, for tools that ask who they are before they do anything else."""

import contextlib
import json
import re
import subprocess
import urllib.parse

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials
import botocore.exceptions
import pytest
from support import aws
from support.callers import statement, user_with
from support.container_clients import PATH
from support.matching import found
from support.raw_http import RawAnswer, exchange, request
from support.server import ALIAS, Server

TIMEOUT_S = 60
CALL = b"Action=GetCallerIdentity&Version=2011-06-15"
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


def ask(server: Server, credentials: tuple[str, str], operation: str = "get_caller_identity",
        region: str = "us-east-1", service: str = "sts") -> dict:
    """By boto3's client of a service."""
    key_id, secret = credentials
    with contextlib.closing(boto3.client(
            service, endpoint_url=server.url, region_name=region, aws_access_key_id=key_id,
            aws_secret_access_key=secret,
            config=botocore.config.Config(retries={"total_max_attempts": 1}))) as client:
        return getattr(client, operation)()


def signed(server: Server, body: bytes, service: str = "sts", **headers: str) -> dict[str, str]:
    unsigned = botocore.awsrequest.AWSRequest("POST", server.url + "/", data=body,
                                              headers=FORM | headers)
    signer = botocore.credentials.Credentials(*server.credentials())
    botocore.auth.SigV4Auth(signer, service, aws.REGION).add_auth(unsigned)
    return dict(unsigned.headers.items()) | {"Host": server.address}


def post(server: Server, headers: dict[str, str], body: bytes = CALL,
         target: str = "/") -> RawAnswer:
    return exchange(server.address, request("POST", target, headers, body))


def code_of(answer: RawAnswer) -> str:
    return found(r"<Code>(\w+)</Code>", answer.body.decode())


def test_boto3_is_told_who_it_is(server, berth, ecr):
    account = aws.registry_id(ecr)
    seen = []
    for region in "us-east-1", "eu-west-1", "aws-global":
        identity = ask(server, server.credentials(), region=region)
        assert identity["Account"] == account
        assert identity["Arn"] == f"arn:aws:iam::{account}:user/administrator"
        assert re.fullmatch(r"AIDA[A-Z2-7]{17}", identity["UserId"])
        seen.append(identity["UserId"])
    user = user_with(berth, statement("Deny", "*"), name="powerless")
    identity = ask(server, user)
    assert identity["Arn"] == f"arn:aws:iam::{account}:user/powerless"
    assert len({*seen, identity["UserId"]}) == 2


def test_the_aws_cli_is_told_who_it_is(server, ecr, tmp_path):
    done = subprocess.run(
        ["aws", "sts", "get-caller-identity", "--endpoint-url", server.url],
        env={"PATH": PATH, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "AWS_PAGER": "",
             "AWS_SHARED_CREDENTIALS_FILE": str(server.credentials_file),
             "AWS_EC2_METADATA_DISABLED": "true"},
        capture_output=True, text=True, check=False, timeout=TIMEOUT_S)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Account"] == aws.registry_id(ecr)


def test_errors_are_those_of_sts(server):
    key_id, _ = server.credentials()
    for credentials, code, status in [((key_id, "wrong"), "SignatureDoesNotMatch", 403),
                                      (("AKIANOBODY", "x"), "InvalidClientTokenId", 403)]:
        with pytest.raises(botocore.exceptions.ClientError) as failure:
            ask(server, credentials)
        assert failure.value.response["Error"]["Code"] == code
        assert failure.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    with pytest.raises(botocore.exceptions.ClientError, match="GetSessionToken") as failure:
        ask(server, server.credentials(), "get_session_token")
    assert failure.value.response["Error"]["Code"] == "InvalidAction"
    # Terraform's provider asks IAM first, and goes on to STS when it is refused.
    with pytest.raises(botocore.exceptions.ClientError, match="GetUser"):
        ask(server, server.credentials(), "get_user", service="iam")


def test_each_service_has_its_own_scope(server):
    assert post(server, signed(server, CALL)).status == 200
    answer = post(server, signed(server, CALL, "ecr-public"))
    assert (answer.status, code_of(answer)) == (403, "SignatureDoesNotMatch")
    target = {"X-Amz-Target": aws.TARGET_PREFIX + "DescribeRegistries"}
    body = b"{}"
    for content_type in aws.CONTENT_TYPE, FORM["Content-Type"]:
        headers = signed(server, body, **target, **{"Content-Type": content_type})
        assert post(server, headers, body).json()["__type"] == "InvalidSignatureException"
    # A target that was put in on the way makes no other call of it.
    assert post(server, signed(server, CALL) | target).json()["__type"] == (
        "InvalidSignatureException")


def test_a_presigned_url_is_no_call(server):
    unsigned = botocore.awsrequest.AWSRequest("GET", f"{server.url}/?{CALL.decode()}")
    signer = botocore.credentials.Credentials(*server.credentials())
    botocore.auth.SigV4QueryAuth(signer, "sts", aws.REGION).add_auth(unsigned)
    query = urllib.parse.urlsplit(unsigned.url).query
    for method, body in ("GET", b""), ("HEAD", b""), ("POST", CALL):
        answer = exchange(server.address, request(method, f"/?{query}", FORM, body))
        assert answer.status == 403, method
        if method != "HEAD":
            assert code_of(answer) == "MissingAuthenticationToken"
    assert code_of(post(server, FORM)) == "MissingAuthenticationToken"
    assert ALIAS.encode() not in answer.body
