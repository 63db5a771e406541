"""`--aws`: tests aimed at the real service, for which a server of the suite stands in here."""

import json
import os
import subprocess
import sys

import pytest
from support import aws
from support.real_service import RealService, WriteRefused, only_reads, reason_to_skip
from support.request_log import requests_of
from support.server import ROOT, Server
from support.service_model import ServiceModel

AIMED = ["tests/clients/test_boto3.py", "tests/clients/test_hostile.py",
         "tests/clients/test_service_model.py"]
TIMEOUT_S = 600


@pytest.fixture
def environment(server: Server) -> dict[str, str]:
    """In which the server is the real service."""
    key_id, secret = server.credentials()
    return os.environ | {"BERTH_AWS_ENDPOINT": server.url, "AWS_ACCESS_KEY_ID": key_id,
                         "AWS_SECRET_ACCESS_KEY": secret}


@pytest.fixture
def real(environment, monkeypatch):
    for name in "BERTH_AWS_ENDPOINT", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY":
        monkeypatch.setenv(name, environment[name])
    return RealService()


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-rs", *arguments], cwd=ROOT,
                          env=environment, capture_output=True, text=True, check=False,
                          timeout=TIMEOUT_S)


def operations_seen(server: Server) -> set[str]:
    lines = [json.loads(line) for line in server.log_lines() if line.startswith("{")]
    return {line["operation"] for line in lines if line.get("operation")}


def test_every_operation_of_the_model_reads_or_writes():
    reading = {operation for operation in ServiceModel().operations if only_reads(operation)}
    assert reading == {
        "BatchCheckLayerAvailability", "DescribeImageTags", "DescribeImages", "DescribeRegistries",
        "DescribeRepositories", "GetAuthorizationToken", "GetRegistryCatalogData",
        "GetRepositoryCatalogData", "GetRepositoryPolicy", "ListTagsForResource"}


def test_tests_without_a_mark_do_not_run_and_say_why():
    assert reason_to_skip(set(), scratch="name") == "is about Berth, not about the API that both have"
    assert reason_to_skip({"aws", "parametrize"}, scratch=None) is None
    assert "--aws-write" in (reason_to_skip({"aws_write"}, scratch=None) or "")
    assert reason_to_skip({"aws_write"}, scratch="name") is None


def test_without_the_option_nothing_is_sent_to_the_service(server, environment):
    seen = operations_seen(server)
    done = run(environment, "tests/clients/test_boto3.py", "-k", "empty_repository")
    assert done.returncode == 0, done.stdout
    assert operations_seen(server) == seen


def test_with_the_option_the_marked_tests_only_read(server, environment):
    done = run(environment, "--aws", *AIMED)
    assert done.returncode == 0, done.stdout
    assert "--aws-write REPOSITORY names a scratch repository for it" in done.stdout
    requests_of(server, operation="DescribeImageTags")
    seen = operations_seen(server)
    assert "DescribeImageTags" in seen
    assert all(map(only_reads, seen)), seen


def test_with_a_scratch_repository_that_one_is_made_and_deleted(server, environment, ecr):
    done = run(environment, "--aws", "--aws-write", "scratch/app", "tests/clients/test_boto3.py",
               "-m", "aws_write")
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout
    names = [row["repositoryName"] for row in ecr.describe_repositories()["repositories"]]
    assert "scratch/app" not in names


def test_a_write_is_refused_before_it_is_sent(server, real):
    seen = operations_seen(server)
    client = aws.make_client(real)
    assert client.describe_registries()["registries"]
    for scratch in None, "scratch/app":
        real.scratch = scratch
        with pytest.raises(WriteRefused, match="CreateRepository"):
            client.create_repository(repositoryName="other/app")
        with pytest.raises(WriteRefused, match="PutRegistryCatalogData"):
            aws.call(real, "PutRegistryCatalogData", {"displayName": "x"})
        with pytest.raises(WriteRefused):
            aws.post(real, b"{}", {"X-Amz-Target": "Another.DescribeRegistries"})
    with real.scratch_repository(client) as name:
        assert name == "scratch/app"
        arn = client.describe_repositories(repositoryNames=[name])["repositories"][0]["repositoryArn"]
        client.tag_resource(resourceArn=arn, tags=[{"Key": "a", "Value": "b"}])
        with pytest.raises(WriteRefused, match="TagResource"):
            client.tag_resource(resourceArn=arn + "2", tags=[{"Key": "a", "Value": "b"}])
    assert "PutRegistryCatalogData" not in operations_seen(server) - seen
