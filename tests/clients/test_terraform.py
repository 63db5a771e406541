"""The calls of Terraform's AWS provider for aws_ecrpublic_repository and
aws_ecrpublic_repository_policy, in its order, and what it makes of the answers
(hashicorp/terraform-provider-aws, internal/service/ecrpublic)."""

import base64
import itertools
import json

import pytest
from support.images import make_image
from support.service_model import LOGO

_numbers = itertools.count()

TAGS = {"team": "a", "env": "test"}
TEXTS = {"about_text": "# About", "description": "An app", "usage_text": "Use it"}
FULL = TEXTS | {"architectures": ["ARM", "x86-64"], "operating_systems": ["Linux"],
                "logo_image_blob": base64.b64encode(LOGO).decode()}
# Attributes of the resource by the members they are made of.
MEMBERS = {"about_text": "aboutText", "architectures": "architectures",
           "description": "description", "operating_systems": "operatingSystems",
           "usage_text": "usageText", "logo_image_blob": "logoImageBlob"}
POLICY = {"Version": "2008-10-17", "Statement": [{
    "Sid": "new policy", "Effect": "Allow", "Principal": "*",
    "Action": ["ecr-public:BatchCheckLayerAvailability", "ecr-public:PutImage"]}]}


def expand(catalog_data: dict) -> dict:
    """Texts that are empty are left out; lists always go."""
    expanded: dict[str, object] = {"architectures": [], "operatingSystems": []}
    for attribute, value in catalog_data.items():
        if attribute == "logo_image_blob":
            value = base64.b64decode(value)
        if value:
            expanded[MEMBERS[attribute]] = value
    return expanded


def flatten(catalog_data: dict) -> dict:
    return {attribute: catalog_data[member] for attribute, member in MEMBERS.items()
            if catalog_data.get(member)}


class Repository:
    """The resource. Its name is its own: what a test that failed left is in no other's way."""

    def __init__(self, ecr):
        self.name = f"terraform/app-{next(_numbers)}"
        self._ecr = ecr

    def create(self, catalog_data: dict, tags: dict) -> dict:
        created = self._ecr.create_repository(
            repositoryName=self.name, catalogData=expand(catalog_data),
            tags=[{"Key": key, "Value": value} for key, value in tags.items()])
        assert created["repository"]["repositoryName"] == self.name
        return self.read()

    def read(self) -> dict:
        described = self._ecr.describe_repositories(repositoryNames=[self.name])
        (repository,) = described["repositories"]
        catalog = self._ecr.get_repository_catalog_data(
            repositoryName=self.name, registryId=repository["registryId"])
        assert "catalogData" in catalog  # the provider reads it unasked
        tags = self._ecr.list_tags_for_resource(resourceArn=repository["repositoryArn"])["tags"]
        return {"arn": repository["repositoryArn"], "registry_id": repository["registryId"],
                "repository_uri": repository["repositoryUri"],
                "catalog_data": flatten(catalog["catalogData"]),
                "tags": {tag["Key"]: tag["Value"] for tag in tags}}

    def update(self, state: dict, catalog_data: dict, tags: dict) -> dict:
        self._ecr.put_repository_catalog_data(
            repositoryName=self.name, registryId=state["registry_id"],
            catalogData=expand(catalog_data))
        removed = sorted(set(state["tags"]) - set(tags))
        if removed:
            self._ecr.untag_resource(resourceArn=state["arn"], tagKeys=removed)
        changed = {key: value for key, value in tags.items() if state["tags"].get(key) != value}
        if changed:
            self._ecr.tag_resource(
                resourceArn=state["arn"],
                tags=[{"Key": key, "Value": value} for key, value in changed.items()])
        return self.read()

    def delete(self, state: dict, *, force: bool = False) -> None:
        self._ecr.delete_repository(
            repositoryName=self.name, registryId=state["registry_id"], force=force)
        # It polls until this is the answer.
        with pytest.raises(self._ecr.exceptions.RepositoryNotFoundException):
            self._ecr.describe_repositories(repositoryNames=[self.name])


def planned(catalog_data: dict) -> dict:
    """What a read has to give for the next plan to be empty. The logo is never read back: the
    provider keeps what it was configured with."""
    return {name: value for name, value in catalog_data.items() if name != "logo_image_blob"}


@pytest.fixture
def resource(ecr):
    return Repository(ecr)


@pytest.mark.parametrize("catalog_data", [
    pytest.param({}, id="none"), pytest.param(TEXTS, id="texts"), pytest.param(FULL, id="all")])
def test_what_was_created_reads_back_without_a_difference(resource, catalog_data):
    state = resource.create(catalog_data, TAGS)
    assert state["catalog_data"] == planned(catalog_data)
    assert state["tags"] == TAGS
    assert resource.read() == state
    resource.delete(state)


def test_what_was_taken_out_of_the_configuration_is_gone_after_an_update(resource):
    state = resource.create(FULL, TAGS)
    smaller = {"description": "Another app", "operating_systems": ["Linux", "Windows"]}
    updated = resource.update(state, smaller, {"env": "production"})
    assert updated["catalog_data"] == smaller
    assert updated["tags"] == {"env": "production"}
    assert {key: updated[key] for key in ("arn", "registry_id", "repository_uri")} == {
        key: state[key] for key in ("arn", "registry_id", "repository_uri")}
    assert resource.update(updated, {}, {})["catalog_data"] == {}
    resource.delete(state)


def test_images_are_destroyed_only_by_force(ecr, resource, oci):
    state = resource.create({}, {})
    oci.push(state["repository_uri"].partition("/")[2], make_image(), "1")
    with pytest.raises(ecr.exceptions.RepositoryNotEmptyException):
        resource.delete(state)
    assert resource.read() == state
    resource.delete(state, force=True)


@pytest.mark.parametrize("more,is_waited_out", [
    pytest.param({"Resource": "*"}, True, id="refused by AWS, too"),
    pytest.param({"Condition": {"StringEquals": {"aws:SourceIp": "10.0.0.1"}}}, False,
                 id="refused by Berth alone")])
def test_the_provider_waits_out_only_what_aws_refuses_too(ecr, resource, more, is_waited_out):
    state = resource.create({}, {})
    policy = POLICY | {"Statement": [POLICY["Statement"][0] | more]}
    with pytest.raises(ecr.exceptions.InvalidParameterException) as refused:
        ecr.set_repository_policy(repositoryName=resource.name, policyText=json.dumps(policy))
    # It tries again for two minutes as long as the message has these words.
    waits = "Invalid repository policy provided" in refused.value.response["Error"]["Message"]
    assert waits == is_waited_out
    resource.delete(state)


def test_a_repository_policy(ecr, resource):
    state = resource.create({}, {})
    ecr.set_repository_policy(repositoryName=resource.name, policyText=json.dumps(POLICY))
    for policy in POLICY, POLICY | {"Version": "2012-10-17"}:
        ecr.set_repository_policy(repositoryName=resource.name, registryId=state["registry_id"],
                                  policyText=json.dumps(policy))
        read = ecr.get_repository_policy(repositoryName=resource.name,
                                         registryId=state["registry_id"])
        assert json.loads(read["policyText"]) == policy  # it compares what the texts mean
    ecr.delete_repository_policy(repositoryName=resource.name, registryId=state["registry_id"])
    # Gone in the provider's eyes, and so is the policy of a repository that is.
    with pytest.raises(ecr.exceptions.RepositoryPolicyNotFoundException):
        ecr.get_repository_policy(repositoryName=resource.name)
    resource.delete(state)
    with pytest.raises(ecr.exceptions.RepositoryNotFoundException):
        ecr.get_repository_policy(repositoryName=resource.name)
