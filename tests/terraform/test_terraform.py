"""Terraform with the AWS provider: the resources of ECR Public, with nothing but the endpoint
changed."""

import base64
import itertools
import json
import pathlib
import subprocess
from typing import Any

import pytest
from support.images import make_image
from support.server import ALIAS, ENVIRONMENT, Server
from support.service_model import LOGO

REPOSITORY = "aws_ecrpublic_repository"
POLICY = "aws_ecrpublic_repository_policy"
TOKEN = "aws_ecrpublic_authorization_token"
NO_CHANGES = 0
CHANGES = 2

_numbers = itertools.count()


def settings(server: Server) -> dict:
    return {
        "terraform": {
            "required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 5.0"}}},
        "provider": {"aws": {
            "region": "us-east-1",
            "shared_credentials_files": [str(server.credentials_file)],
            "skip_metadata_api_check": True,
            "endpoints": {"ecrpublic": server.url, "iam": server.url, "sts": server.url}}}}


def repository(name: str, **more: Any) -> dict:
    return {"repository_name": name, "force_destroy": True, "tags": {"team": "a"},
            "catalog_data": {"about_text": "# About", "architectures": ["ARM", "x86-64"],
                             "description": "An app", "operating_systems": ["Linux"],
                             "logo_image_blob": base64.b64encode(LOGO).decode(),
                             "usage_text": "Use it"}} | more


def policy(action: str) -> dict:
    return {"repository_name": f"${{{REPOSITORY}.app.repository_name}}",
            "policy": json.dumps({"Version": "2008-10-17", "Statement": [{
                "Sid": "push", "Effect": "Allow", "Principal": "*", "Action": [action]}]})}


class Terraform:
    """`terraform` in a directory of its own."""

    def __init__(self, directory: pathlib.Path, server: Server):
        self._directory = directory
        self._settings = settings(server)
        self._environment = ENVIRONMENT | {"TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}
        self.write()
        self.do("init")

    def write(self, **more: Any) -> None:
        """The configuration: these blocks and no others."""
        text = json.dumps(self._settings | more)
        (self._directory / "main.tf.json").write_text(text, encoding="utf-8")

    def do(self, *arguments: str, code: int = 0) -> str:
        command = ["terraform", arguments[0], "-no-color", *arguments[1:]]
        done = subprocess.run(command, cwd=self._directory, env=self._environment, check=False,
                              text=True, capture_output=True)
        assert done.returncode == code, done
        return done.stdout

    def apply(self) -> None:
        """Applies the configuration; a plan then finds no changes."""
        self.do("apply", "-input=false", "-auto-approve")
        self.do("plan", "-input=false", "-detailed-exitcode", code=NO_CHANGES)

    def attributes(self, address: str) -> dict:
        state = json.loads(self.do("show", "-json"))
        resources = state["values"]["root_module"]["resources"]
        return next(entry["values"] for entry in resources if entry["address"] == address)


@pytest.fixture
def name() -> str:
    """The name of a repository of this test alone, whatever a failed test has left."""
    return f"terraform/app-{next(_numbers)}"


@pytest.fixture
def terraform(tmp_path, server):
    program = Terraform(tmp_path, server)
    yield program
    program.do("destroy", "-auto-approve")


def test_makes_a_repository_and_changes_it(terraform, ecr, server, name):
    terraform.write(resource={REPOSITORY: {"app": repository(name)}})
    terraform.apply()
    made = terraform.attributes(f"{REPOSITORY}.app")
    (described,) = ecr.describe_repositories(repositoryNames=[name])["repositories"]
    uri = f"{server.address}/{ALIAS}/{name}"
    assert made["repository_uri"] == described["repositoryUri"] == uri
    assert made["arn"] == described["repositoryArn"]
    catalog = ecr.get_repository_catalog_data(repositoryName=name)["catalogData"]
    assert catalog["aboutText"] == "# About"

    terraform.write(resource={REPOSITORY: {"app": repository(
        name,
        tags={"env": "test"},
        # The provider 5.100.0 leaves the last of its operating systems to a repository.
        catalog_data={"description": "Another", "operating_systems": ["Linux"]})}})
    terraform.do("plan", "-detailed-exitcode", code=CHANGES)
    terraform.apply()
    tags = ecr.list_tags_for_resource(resourceArn=made["arn"])["tags"]
    assert tags == [{"Key": "env", "Value": "test"}]
    catalog = ecr.get_repository_catalog_data(repositoryName=name)["catalogData"]
    assert catalog["description"] == "Another"
    assert "aboutText" not in catalog


def test_takes_over_a_repository_that_is_there(terraform, ecr, name):
    ecr.create_repository(repositoryName=name)
    terraform.write(resource={REPOSITORY: {"app": {"repository_name": name}}})
    terraform.do("import", f"{REPOSITORY}.app", name)
    terraform.apply()


def test_sets_a_policy_and_takes_it_away(terraform, ecr, name):
    blocks = {"app": {"repository_name": name}}
    for action in "ecr-public:PutImage", "ecr-public:DescribeImages":
        terraform.write(resource={REPOSITORY: blocks, POLICY: {"app": policy(action)}})
        terraform.apply()
        text = ecr.get_repository_policy(repositoryName=name)["policyText"]
        assert json.loads(text)["Statement"][0]["Action"] in (action, [action])
    terraform.write(resource={REPOSITORY: blocks})
    terraform.apply()
    with pytest.raises(ecr.exceptions.RepositoryPolicyNotFoundException):
        ecr.get_repository_policy(repositoryName=name)


def test_destroys_a_repository_with_its_images_only_by_force(terraform, ecr, oci, name):
    terraform.write(resource={REPOSITORY: {"app": {"repository_name": name}}})
    terraform.apply()
    oci.push(f"{ALIAS}/{name}", make_image(), "v1")
    terraform.do("destroy", "-auto-approve", code=1)
    assert len(ecr.describe_repositories(repositoryNames=[name])["repositories"]) == 1
    terraform.write(resource={REPOSITORY: {"app": repository(name)}})
    terraform.apply()
    terraform.do("destroy", "-auto-approve")
    with pytest.raises(ecr.exceptions.RepositoryNotFoundException):
        ecr.describe_repositories(repositoryNames=[name])


def test_logs_in_for_other_providers(terraform):
    terraform.write(data={TOKEN: {"token": {}}})
    terraform.apply()
    token = terraform.attributes(f"data.{TOKEN}.token")
    assert token["user_name"] == "AWS"
    assert token["password"]
