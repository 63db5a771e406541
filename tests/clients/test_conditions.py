"""Policies that go by where a request comes from, over what and when, for real clients; and what no
policy may say."""

import contextlib
import json

import botocore.exceptions
import pytest
from support import aws
from support.administration import Administration
from support.callers import ecr_client, statement, user_with
from support.container_clients import CommandError, Skopeo
from support.images import make_image
from support.oci import OciClient
from support.push_and_pull import REFUSED
from support.server import ALIAS, Server
from test_cli import fails

HERE = {"IpAddress": {"aws:SourceIp": ["127.0.0.0/8", "::1"]}}
ELSEWHERE = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
LOGIN = statement("Allow", "GetAuthorizationToken")


def only_if(condition: dict) -> dict:
    return statement("Allow", "*") | {"Condition": condition}


@pytest.mark.parametrize("condition,may", [
    (HERE, True), (ELSEWHERE, False), ({"NotIpAddress": ELSEWHERE["IpAddress"]}, True),
    ({"Bool": {"aws:SecureTransport": "true"}}, False),
    ({"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, True),
    ({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, False),
    ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/user-*"},
      "StringLike": {"aws:username": "user-*"}}, True)])
def test_a_condition_decides_for_boto3_and_skopeo(
        server, berth, repository, reference, tmp_path, condition, may):
    user = user_with(berth, LOGIN, only_if(condition))
    ecr = ecr_client(server, user)
    skopeo = Skopeo(tmp_path)
    with contextlib.closing(skopeo):
        skopeo.login(server.address, aws.login_password(ecr))
        if may:
            skopeo.push(make_image(), f"{reference}:v1")
            assert ecr.describe_image_tags(repositoryName=repository)["imageTagDetails"]
            return
        with pytest.raises(CommandError, match=REFUSED):
            skopeo.push(make_image(), f"{reference}:v1")
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        ecr.describe_image_tags(repositoryName=repository)


def test_a_trusted_proxy_tells_the_address_and_the_transport(tmp_path):
    with Server(tmp_path, "--trusted-proxies", "127.0.0.1") as server:
        berth = Administration(server)
        aws.make_client(server).create_repository(repositoryName="app")
        user = user_with(berth, LOGIN, only_if(
            ELSEWHERE | {"Bool": {"aws:SecureTransport": "true"}}))
        with OciClient(server.address, aws.login_password(ecr_client(server, user))) as oci:
            def push(**forwarded: str) -> int:
                headers = {name.replace("_", "-"): value for name, value in forwarded.items()}
                return oci.request("POST", f"/v2/{ALIAS}/app/blobs/uploads/", b"", headers).status
            assert push() == 403
            assert push(X_Forwarded_For="192.0.2.7", X_Forwarded_Proto="https") == 202
            assert push(X_Forwarded_For="192.0.2.7", X_Forwarded_Proto="http") == 403
            assert push(X_Forwarded_For="192.0.3.7", X_Forwarded_Proto="https") == 403


def test_an_action_that_does_not_exist_is_refused(ecr, berth, repository):
    policy = {"Statement": {"Effect": "Allow", "Principal": "*",
                            "Action": ["ecr-public:PutImage", "ecr-public:DeleteRepositry"]}}
    with pytest.raises(botocore.exceptions.ClientError,
                       match="Invalid repository policy provided") as failure:
        ecr.set_repository_policy(repositoryName=repository, policyText=json.dumps(policy))
    assert failure.value.response["Error"]["Code"] == "InvalidParameterException"
    with pytest.raises(ecr.exceptions.RepositoryPolicyNotFoundException):
        ecr.get_repository_policy(repositoryName=repository)
    berth.run("user", "create", ALIAS, "misspelt")
    own = {"Statement": statement("Allow", "DeleteRepositry")}
    fails(berth.try_to("policy", "put", ALIAS, "misspelt", "own", "-", stdin=json.dumps(own)), 2,
          "-: unknown action 'ecr-public:DeleteRepositry'; did you mean "
          "'ecr-public:DeleteRepository'?")
    assert berth.read("policy", "list", ALIAS, "misspelt") == []
