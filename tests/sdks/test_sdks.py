"""One scenario with all 23 operations, run by one SDK after the other.

Each SDK has a driver: a program that reads calls as JSON lines,
    {"operation": "DescribeImages", "parameters": {...}}
makes each with the SDK's own typed client, and writes what came of it, as a line as well:
    {"output": {...}}  or  {"error": "RepositoryNotFoundException", "message": "..."}
with blobs in base64. The operation "page tags" is DescribeImageTags by the SDK's own paginator.
"""

import base64
import datetime
import gzip
import json
import os
import pathlib
import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from support.aws import EcrClient
from support.container_clients import Docker
from support.images import Image, make_image
from support.oci import OciClient
from support.server import ALIAS, Server
from support.service_model import LOGO, POLICY, ServiceModel

FOLDER = pathlib.Path(__file__).resolve().parent
BUILT = FOLDER.parents[1] / "build/sdks"
DRIVERS: dict[str, list[str | pathlib.Path]] = {
    "boto3-debian": ["/usr/bin/python3", FOLDER / "python/driver.py"],
    "boto3-newest": [BUILT / "venv/bin/python", FOLDER / "python/driver.py"],
    "javascript-v3": ["node", BUILT / "javascript/driver.mjs"],
    "go-v2": [BUILT / "go-driver"],
    "java-v2": ["java", "-cp", f"{BUILT}/java/lib/*", "Driver"],
    "aws-cli": ["/usr/bin/python3", FOLDER / "aws_cli.py"],
}
TEXTS = {"description": "An app", "aboutText": "# About", "usageText": "Use it",
         "architectures": ["ARM"], "operatingSystems": ["Linux"]}
MORE_TAGS = [f"more-{i}" for i in range(5)]


class Refused(Exception):
    """What it was refused with is the first argument."""


def plain(value):
    """Names as the service has them, and only members that have a value: some SDKs capitalise
    names, and give members that are not set as null."""
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    return {name[0].lower() + name[1:]: plain(inner) for name, inner in value.items()
            if inner is not None}


class Sdk:
    """A program that calls an SDK: requests to its standard input, answers from its output."""

    def __init__(self, name: str, server: Server):
        self.name = name
        key_id, secret = server.credentials()
        self._process = subprocess.Popen(
            DRIVERS[name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {
                "BERTH_URL": server.url, "AWS_ACCESS_KEY_ID": key_id,
                "AWS_SECRET_ACCESS_KEY": secret, "AWS_REGION": "us-east-1",
                "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_PAGER": ""})
        assert self._process.stdin is not None and self._process.stdout is not None
        self._requests, self._answers = self._process.stdin, self._process.stdout
        self.operations: set[str] = set()

    def __call__(self, operation: str, **parameters: Any) -> dict:
        self.operations.add(operation)
        self._requests.write(
            json.dumps({"operation": operation, "parameters": parameters}) + "\n")
        self._requests.flush()
        answer = json.loads(self._answers.readline())
        if "error" in answer:
            raise Refused(answer["error"].removesuffix("Exception"), answer["message"])
        return plain(answer["output"])

    def close(self) -> None:
        self._requests.close()
        assert self._process.wait(timeout=60) == 0
        self._answers.close()


def refused(call: Callable[..., object], error: str, message: str) -> None:
    with pytest.raises(Refused) as caught:
        call()
    assert caught.value.args[0] == error, caught.value
    assert re.search(message, caught.value.args[1]), caught.value


def milliseconds(timestamp: float | str) -> int:
    """From epoch seconds, or from ISO 8601 as each SDK writes it."""
    if isinstance(timestamp, (int, float)):
        return round(timestamp * 1000)
    text = re.sub(r"(\.\d{3})\d*", r"\1", timestamp).replace("Z", "+00:00")
    return round(datetime.datetime.fromisoformat(text).timestamp() * 1000)


@pytest.fixture(params=DRIVERS)
def sdk(request, server):
    driver = Sdk(request.param, server)
    yield driver
    driver.close()


@pytest.fixture(scope="module")
def docker(tmp_path_factory):
    client = Docker(tmp_path_factory.mktemp("docker"))
    yield client
    client.close()


def test_scenario(sdk, server, ecr, docker):
    name = f"sdk/{sdk.name}"
    created = create(sdk, name)
    password = login(sdk, server)
    image = push_by_layer_operations(sdk, name)
    pushed = make_image()
    docker.login(server.address, password)
    docker.push(pushed, f"{server.address}/{ALIAS}/{name}:by-docker")
    with OciClient(server.address, password) as oci:
        assert oci.pull(f"{ALIAS}/{name}", "by-api")[image.digest] == image.manifest.content
        for tag in MORE_TAGS:
            oci.tag(f"{ALIAS}/{name}", image, tag)
    describe(sdk, ecr, name, image)
    tag_resource(sdk, created["repositoryArn"])
    set_policies(sdk, name)
    write_catalog(sdk, name)
    delete(sdk, name, image)
    assert sdk.operations - {"page tags", "login"} == set(ServiceModel().operations)


def create(sdk: Sdk, name: str) -> dict:
    created = sdk("CreateRepository", repositoryName=name,
                  catalogData=TEXTS | {"logoImageBlob": base64.b64encode(LOGO).decode()},
                  tags=[{"Key": "team", "Value": "a"}])
    assert created["repository"]["repositoryName"] == name
    assert TEXTS.items() <= created["catalogData"].items()
    refused(lambda: sdk("CreateRepository", repositoryName=name), "RepositoryAlreadyExists",
            f"repository with name '{name}' already exists")
    refused(lambda: sdk("DescribeImages", repositoryName=name + "/none"), "RepositoryNotFound",
            f"repository with name '{name}/none' does not exist")
    assert sdk("DescribeRepositories", repositoryNames=[name])["repositories"] == [
        created["repository"]]
    return created["repository"]


def login(sdk: Sdk, server: Server) -> str:
    authorization = sdk("GetAuthorizationToken")["authorizationData"]
    user, password = base64.b64decode(authorization["authorizationToken"]).decode().split(":")
    assert user == "AWS"
    assert milliseconds(authorization["expiresAt"]) > datetime.datetime.now().timestamp() * 1000
    (registry,) = sdk("DescribeRegistries")["registries"]
    assert registry["registryUri"] == f"{server.address}/{ALIAS}"
    return sdk("login")["password"] if sdk.name == "aws-cli" else password


def push_by_layer_operations(sdk: Sdk, name: str) -> Image:
    image = make_image()
    digests = [blob.digest for blob in image.blobs]

    def availability() -> set[str]:
        checked = sdk("BatchCheckLayerAvailability", repositoryName=name, layerDigests=digests)
        return {layer["layerAvailability"] for layer in checked["layers"]} | {
            failure["failureCode"] for failure in checked.get("failures", [])}

    assert "AVAILABLE" not in availability()
    for blob in image.blobs:
        upload = sdk("InitiateLayerUpload", repositoryName=name)["uploadId"]
        part = sdk("UploadLayerPart", repositoryName=name, uploadId=upload, partFirstByte=0,
                   partLastByte=len(blob.content) - 1,
                   layerPartBlob=base64.b64encode(blob.content).decode())
        assert part["lastByteReceived"] == len(blob.content) - 1
        done = sdk("CompleteLayerUpload", repositoryName=name, uploadId=upload,
                   layerDigests=[blob.digest])
        assert done["layerDigest"] == blob.digest
    assert availability() == {"AVAILABLE"}

    def put():
        return sdk("PutImage", repositoryName=name, imageTag="by-api",
                   imageManifest=image.manifest.content.decode(),
                   imageManifestMediaType=image.manifest.media_type)
    assert put()["image"]["imageId"] == {"imageDigest": image.digest, "imageTag": "by-api"}
    refused(put, "ImageAlreadyExists", "by-api")
    return image


def describe(sdk: Sdk, ecr: EcrClient, name: str, image: Image) -> None:
    """Held against what Debian's boto3 says."""
    expected = {tag["imageTag"]: tag for tag in
                ecr.describe_image_tags(repositoryName=name)["imageTagDetails"]}
    details = sdk("DescribeImageTags", repositoryName=name)["imageTagDetails"]
    assert [detail["imageTag"] for detail in details] == sorted(expected)
    assert set(expected) == {"by-api", "by-docker", *MORE_TAGS}
    for detail in details:
        truth = expected[detail["imageTag"]]
        assert milliseconds(detail["createdAt"]) == milliseconds(truth["createdAt"].timestamp())
        for member in "imageDigest", "imageSizeInBytes", "imageManifestMediaType":
            assert detail["imageDetail"][member] == truth["imageDetail"][member]
    assert sdk("page tags", repositoryName=name, maxResults=2)["imageTags"] == sorted(expected)
    (found,) = sdk("DescribeImages", repositoryName=name,
                   imageIds=[{"imageTag": "by-api"}])["imageDetails"]
    assert found["imageDigest"] == image.digest
    assert sorted(found["imageTags"]) == ["by-api", *MORE_TAGS]
    refused(lambda: sdk("DescribeImages", repositoryName=name, imageIds=[{"imageTag": "none"}]),
            "ImageNotFound", "none")


def tag_resource(sdk: Sdk, arn: str) -> None:
    sdk("TagResource", resourceArn=arn, tags=[{"Key": "env", "Value": "test"}])
    sdk("UntagResource", resourceArn=arn, tagKeys=["team"])
    assert sdk("ListTagsForResource", resourceArn=arn)["tags"] == [{"key": "env", "value": "test"}]


def set_policies(sdk: Sdk, name: str) -> None:
    refused(lambda: sdk("GetRepositoryPolicy", repositoryName=name), "RepositoryPolicyNotFound", name)
    sdk("SetRepositoryPolicy", repositoryName=name, policyText=POLICY)
    text = sdk("GetRepositoryPolicy", repositoryName=name)["policyText"]
    assert json.loads(text) == json.loads(POLICY)
    assert sdk("DeleteRepositoryPolicy", repositoryName=name)["policyText"] == text


def write_catalog(sdk: Sdk, name: str) -> None:
    written = sdk("PutRepositoryCatalogData", repositoryName=name,
                  catalogData={"description": "Another"})["catalogData"]
    assert written["description"] == "Another"
    read = sdk("GetRepositoryCatalogData", repositoryName=name)["catalogData"]
    assert {member: value for member, value in read.items() if value} == {"description": "Another"}
    sdk("PutRegistryCatalogData", displayName=sdk.name)
    assert sdk("GetRegistryCatalogData")["registryCatalogData"]["displayName"] == sdk.name


def delete(sdk: Sdk, name: str, image: Image) -> None:
    deleted = sdk("BatchDeleteImage", repositoryName=name, imageIds=[
        {"imageTag": "more-0"}, {"imageTag": "none"}])
    assert deleted["imageIds"] == [{"imageDigest": image.digest, "imageTag": "more-0"}]
    assert [failure["failureCode"] for failure in deleted["failures"]] == ["ImageNotFound"]
    refused(lambda: sdk("DeleteRepository", repositoryName=name), "RepositoryNotEmpty", name)
    sdk("DeleteRepository", repositoryName=name, force=True)
    refused(lambda: sdk("DescribeImageTags", repositoryName=name), "RepositoryNotFound", name)


def test_the_newest_boto3_knows_the_variable_of_the_endpoint(server):
    """The one that README.md names; Debian's is older."""
    key_id, secret = server.credentials()
    done = subprocess.run(
        [BUILT / "venv/bin/python", "-c", "import boto3; print(boto3.client('ecr-public')"
         ".describe_registries()['registries'][0]['registryUri'])"],
        env=os.environ | {"AWS_ENDPOINT_URL_ECR_PUBLIC": server.url,
                          "AWS_DEFAULT_REGION": "us-east-1",
                          "AWS_ACCESS_KEY_ID": key_id, "AWS_SECRET_ACCESS_KEY": secret},
        capture_output=True, text=True, check=True)
    assert done.stdout == f"{server.address}/{ALIAS}\n"


def test_the_model_the_tests_use_is_the_newest():
    """Debian's model with the differences the tests know by name."""
    folder = BUILT / "venv/lib"
    (file,) = folder.glob("python3*/site-packages/botocore/data/ecr-public/*/service-2.json*")
    text = gzip.open(file, "rt") if file.suffix == ".gz" else file.open()
    with text:
        newest = ServiceModel(json.load(text))
    known = ServiceModel()
    assert set(known.operations) == set(newest.operations)
    for operation in known.operations:
        assert known.declared_errors(operation) == newest.declared_errors(operation), operation
        for shape in known.input_of(operation), known.output_of(operation):
            assert dict(known.members(shape)) == dict(newest.members(shape)), shape
    constraints = ("type", "min", "max", "pattern", "enum", "required")
    for name, constrained in known.shapes.items():
        assert ({key: constrained.get(key) for key in constraints}
                == {key: newest.shapes[name].get(key) for key in constraints}), name
