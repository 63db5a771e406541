"""The AWS CLI, with nothing but the credentials file the server wrote and an endpoint."""

import json
import os
import subprocess

import pytest
from support.container_clients import PATH
from support.images import make_image
from support.oci import OciClient
from support.server import ALIAS

TIMEOUT_S = 60


@pytest.fixture
def cli(server, tmp_path):
    environment = {"PATH": PATH, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "AWS_PAGER": "",
                   "AWS_SHARED_CREDENTIALS_FILE": str(server.credentials_file),
                   "AWS_EC2_METADATA_DISABLED": "true"}

    def run(*arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["aws", "ecr-public", *arguments, "--endpoint-url", server.url], env=environment,
            capture_output=True, text=True, check=False, timeout=TIMEOUT_S)
    return run


def output_of(done: subprocess.CompletedProcess) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_password_logs_in_and_the_tags_are_listed(cli, server):
    created = json.loads(output_of(cli("create-repository", "--repository-name", "cli/app")))
    assert created["repository"]["repositoryUri"] == f"{server.address}/{ALIAS}/cli/app"

    password = output_of(cli("get-login-password")).rstrip("\n")
    images = {f"v{i}": make_image() for i in range(5)}
    with OciClient(server.address, password) as oci:
        for tag, image in images.items():
            oci.push(f"{ALIAS}/cli/app", image, tag)

    for paging in [], ["--page-size", "2"]:
        listed = json.loads(output_of(
            cli("describe-image-tags", "--repository-name", "cli/app", *paging)))
        assert "nextToken" not in listed
        assert {tag["imageTag"]: tag["imageDetail"]["imageDigest"]
                for tag in listed["imageTagDetails"]} == {
                    tag: image.digest for tag, image in images.items()}


def test_errors_are_said_in_words(cli):
    done = cli("describe-image-tags", "--repository-name", "no/such")
    assert done.returncode != 0
    assert "RepositoryNotFoundException" in done.stderr
    assert "The repository with name 'no/such' does not exist in the registry" in done.stderr


def test_a_repository_is_deleted(cli):
    output_of(cli("create-repository", "--repository-name", "cli/gone"))
    output_of(cli("delete-repository", "--repository-name", "cli/gone", "--force"))
    repositories = json.loads(output_of(cli("describe-repositories")))["repositories"]
    assert "cli/gone" not in [repository["repositoryName"] for repository in repositories]


def test_the_credentials_file_is_for_its_owner_alone(server):
    assert os.stat(server.credentials_file).st_mode & 0o777 == 0o600
