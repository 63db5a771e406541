"""The main job: push an image, list its tags with boto3."""

import concurrent.futures
import contextlib
import datetime
import threading
from collections.abc import Callable
from typing import Any

import botocore.exceptions
import pytest
from support import aws
from support.aws import EcrClient
from support.images import (DOCKER_CONFIG, DOCKER_LIST, DOCKER_MANIFEST, OCI_CONFIG, OCI_INDEX,
                            OCI_MANIFEST, make_image, make_multi_arch)
from support.oci import OciClient
from support.server import ALIAS, Server

MANY_TAGS = 2500
PUSHING_THREADS = 8


def list_tags(ecr: EcrClient, repository: str, **options: Any) -> list[dict]:
    pages = ecr.get_paginator("describe_image_tags").paginate(repositoryName=repository, **options)
    return [tag for page in pages for tag in page["imageTagDetails"]]


def error_of(call: Callable[..., object], **parameters: Any) -> tuple[str, str]:
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


@pytest.mark.parametrize("docker", [False, True], ids=["oci", "docker"])
def test_lists_exactly_what_was_pushed(ecr, oci, repository, path, docker):
    started_at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(milliseconds=1)
    image = make_image(layers=3, layer_bytes=5000, docker=docker)
    index = make_multi_arch(docker=docker)
    oci.push(path, image, "v1")
    oci.push(path, index, "multi")
    ended_at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(milliseconds=1)

    response = ecr.describe_image_tags(repositoryName=repository)
    assert "nextToken" not in response
    multi, v1 = response["imageTagDetails"]
    assert set(v1) == set(multi) == {"imageTag", "createdAt", "imageDetail"}
    for tag in v1, multi:
        assert started_at <= tag["imageDetail"].pop("imagePushedAt") <= tag["createdAt"] <= ended_at
    assert v1["imageTag"] == "v1"
    assert v1["imageDetail"] == {
        "imageDigest": image.digest,
        "imageSizeInBytes": image.size_in_bytes,
        "imageManifestMediaType": DOCKER_MANIFEST if docker else OCI_MANIFEST,
        "artifactMediaType": DOCKER_CONFIG if docker else OCI_CONFIG,
    }
    assert multi["imageTag"] == "multi"
    assert multi["imageDetail"] == {
        "imageDigest": index.digest,
        "imageSizeInBytes": index.size_in_bytes,
        "imageManifestMediaType": DOCKER_LIST if docker else OCI_INDEX,
    }


def test_an_endpoint_may_end_in_slashes_and_one_with_a_path_is_called_that(server):
    for slashes in "/", "//", "///":
        ecr = aws.make_client(server, endpoint_path=slashes)
        assert ecr.describe_registries()["registries"]
    for path in "/v2/", "/api", "/token/":
        ecr = aws.make_client(server, endpoint_path=path)
        code, message = error_of(ecr.describe_registries)
        assert code == "UnknownOperationException"
        assert "must have no path" in message


def test_timestamps_are_numbers_with_milliseconds(server, oci, repository, path):
    oci.push(path, make_image(), "v1")
    response = aws.call(server, "DescribeImageTags", {"repositoryName": repository})
    [tag] = response.json()["imageTagDetails"]
    for time in tag["createdAt"], tag["imageDetail"]["imagePushedAt"]:
        assert isinstance(time, (int, float))
        assert round(time, 3) == time


def test_one_element_for_each_tag_and_none_for_untagged_images(ecr, oci, repository, path):
    image = make_image()
    for tag in "a", "b", "c":
        oci.push(path, image, tag)
    oci.push(path, make_image())
    tags = list_tags(ecr, repository)
    assert [tag["imageTag"] for tag in tags] == ["a", "b", "c"]
    assert {tag["imageDetail"]["imageDigest"] for tag in tags} == {image.digest}
    assert len({tag["imageDetail"]["imagePushedAt"] for tag in tags}) == 1


def test_an_unchanged_push_changes_nothing(ecr, oci, repository, path):
    image = make_image()
    oci.push(path, image, "v1")
    before = list_tags(ecr, repository)
    oci.push(path, image, "v1")
    assert list_tags(ecr, repository) == before


def test_a_moved_tag_shows_its_new_image(ecr, oci, repository, path):
    first, second = make_image(), make_image(layers=2)
    oci.push(path, first, "latest")
    [before] = list_tags(ecr, repository)
    oci.push(path, second, "latest")
    [after] = list_tags(ecr, repository)
    assert after["imageDetail"]["imageDigest"] == second.digest
    assert after["imageDetail"]["imageSizeInBytes"] == second.size_in_bytes
    assert after["createdAt"] > before["createdAt"]

    oci.push(path, first, "latest")
    [again] = list_tags(ecr, repository)
    assert again["imageDetail"] == before["imageDetail"]  # imagePushedAt included
    assert again["createdAt"] > after["createdAt"]


def test_a_deleted_tag_is_gone(ecr, oci, repository, path):
    oci.push(path, make_image(), "v1")
    oci.push(path, make_image(), "v2")
    assert oci.request("DELETE", f"/v2/{path}/manifests/v1").status == 202
    assert [tag["imageTag"] for tag in list_tags(ecr, repository)] == ["v2"]


def test_lists_in_byte_order(ecr, oci, repository, path):
    names = ["B", "_", "a", "a.b", "a-b", "a_b", "Z9", "1", "10", "2", "x" * 128]
    image = make_image()
    oci.push(path, image)
    for name in names:
        oci.tag(path, image, name)
    assert [tag["imageTag"] for tag in list_tags(ecr, repository)] == sorted(names)
    assert oci.tags(path) == sorted(names)


@pytest.mark.aws_write
def test_an_empty_repository_lists_nothing(ecr, repository):
    response = ecr.describe_image_tags(repositoryName=repository)
    assert response["imageTagDetails"] == []
    assert "nextToken" not in response


@pytest.fixture(scope="module")
def many_tags(server: Server, ecr: EcrClient, password: str) -> tuple[str, dict[str, str]]:
    """(repository, digest by tag) of a repository with MANY_TAGS tags on many images."""
    repository = "many/tags"
    ecr.create_repository(repositoryName=repository)
    names = [f"{i * 7919 % 100003:05}-tag" for i in range(MANY_TAGS)]
    local = threading.local()

    def push(name: str) -> tuple[str, str]:
        if not hasattr(local, "client"):
            local.client = clients.enter_context(OciClient(server.address, password))
            local.image = make_image()
            local.client.push(f"{ALIAS}/{repository}", local.image)
        local.client.tag(f"{ALIAS}/{repository}", local.image, name)
        return name, local.image.digest

    with contextlib.ExitStack() as clients, \
         concurrent.futures.ThreadPoolExecutor(PUSHING_THREADS) as pool:
        digests = dict(pool.map(push, names))
    return repository, digests


@pytest.mark.parametrize("page_size", [1, 7, 100, 1000])
def test_pages_through_all_tags(ecr, many_tags, page_size):
    repository, digests = many_tags
    tags = list_tags(ecr, repository, PaginationConfig={"PageSize": page_size})
    assert [tag["imageTag"] for tag in tags] == sorted(digests)
    assert {tag["imageTag"]: tag["imageDetail"]["imageDigest"] for tag in tags} == digests


def test_a_large_page_is_the_same_however_often_it_is_asked_for(ecr, many_tags):
    repository, digests = many_tags
    pages = [ecr.describe_image_tags(repositoryName=repository, maxResults=1000)
             for _ in range(5)]
    assert [tag["imageTag"] for tag in pages[0]["imageTagDetails"]] == sorted(digests)[:1000]
    assert all(page["imageTagDetails"] == pages[0]["imageTagDetails"] for page in pages)


def test_a_page_has_100_tags_unless_told(ecr, many_tags):
    response = ecr.describe_image_tags(repositoryName=many_tags[0])
    assert len(response["imageTagDetails"]) == 100
    assert response["nextToken"]


def test_no_token_after_a_last_page_that_is_full(ecr, many_tags):
    repository, digests = many_tags
    pages = list(ecr.get_paginator("describe_image_tags").paginate(
        repositoryName=repository, PaginationConfig={"PageSize": 500}))
    assert [len(page["imageTagDetails"]) for page in pages] == [500] * (len(digests) // 500)


def test_tags_list_of_the_oci_plane_agrees(oci, many_tags):
    repository, digests = many_tags
    for page_size in None, 700:
        assert oci.tags(f"{ALIAS}/{repository}", page_size) == sorted(digests)


def test_page_size_may_change_between_pages(ecr, many_tags):
    repository, digests = many_tags
    first = ecr.describe_image_tags(repositoryName=repository, maxResults=3)
    second = ecr.describe_image_tags(repositoryName=repository, maxResults=1000,
                                     nextToken=first["nextToken"])
    tags = [tag["imageTag"] for page in (first, second) for tag in page["imageTagDetails"]]
    assert tags == sorted(digests)[:1003]


@pytest.mark.aws
@pytest.mark.parametrize("operation", [
    "describe_image_tags", "describe_images", "get_repository_catalog_data",
    "get_repository_policy"])
def test_a_repository_that_does_not_exist_is_named_in_the_error(ecr, operation):
    own_id = aws.registry_id(ecr)
    assert error_of(getattr(ecr, operation), repositoryName="no/such") == (
        "RepositoryNotFoundException",
        f"The repository with name 'no/such' does not exist in the registry with id '{own_id}'")


def test_errors_of_describe_image_tags(server, ecr, many_tags, repository):
    call = ecr.describe_image_tags
    assert error_of(call, repositoryName=many_tags[0], registryId="000000000000")[0] == (
        "RepositoryNotFoundException")
    assert error_of(call, repositoryName=repository, maxResults=1001) == (
        "InvalidParameterException",
        "Invalid parameter at 'maxResults' failed to satisfy constraint: "
        "'Member must have value less than or equal to 1000'")
    for name in "Upper", "a//b", "../a", "a" * 206:
        assert error_of(call, repositoryName=name)[0] == "InvalidParameterException"
    token = call(repositoryName=many_tags[0], maxResults=1)["nextToken"]
    swapped = token[:10] + ("A" if token[10] != "A" else "B") + token[11:]
    for bad in "x", token[:-1], token + "A", swapped:
        assert error_of(call, repositoryName=many_tags[0], nextToken=bad) == (
            "InvalidParameterException",
            "Invalid parameter at 'NextToken' failed to satisfy constraint: "
            "'Invalid next token provided'")
    # A token belongs to its repository.
    assert error_of(call, repositoryName=repository, nextToken=token)[0] == (
        "InvalidParameterException")


@pytest.mark.aws_write
def test_unknown_members_of_a_request_are_ignored(server, repository):
    response = aws.call(server, "DescribeImageTags",
                        {"repositoryName": repository, "sortBy": {"x": [1, None]}})
    assert response.status == 200


@pytest.mark.aws_write
def test_the_owner_may_be_named(ecr, repository):
    ecr.describe_image_tags(repositoryName=repository, registryId=aws.registry_id(ecr))


def test_repositories_come_and_go(ecr, oci, server):
    created = ecr.create_repository(repositoryName="come/and-go")
    assert created["catalogData"] == {}
    found = ecr.describe_repositories(repositoryNames=["come/and-go"])["repositories"]
    assert found == [created["repository"]]
    [repository] = found
    own_id = aws.registry_id(ecr)
    assert repository["repositoryArn"] == f"arn:aws:ecr-public::{own_id}:repository/come/and-go"
    assert repository["repositoryUri"] == f"{server.address}/{ALIAS}/come/and-go"
    assert repository["registryId"] == own_id

    oci.push(f"{ALIAS}/come/and-go", make_image(), "v1")
    assert error_of(ecr.create_repository, repositoryName="come/and-go")[0] == (
        "RepositoryAlreadyExistsException")
    assert error_of(ecr.delete_repository, repositoryName="come/and-go")[0] == (
        "RepositoryNotEmptyException")
    deleted = ecr.delete_repository(repositoryName="come/and-go", force=True)["repository"]
    assert deleted == repository
    assert error_of(ecr.describe_repositories, repositoryNames=["come/and-go"])[0] == (
        "RepositoryNotFoundException")
    assert oci.get_manifest(f"{ALIAS}/come/and-go", "v1").status == 404


def test_describes_images(ecr, oci, repository, path):
    image, index = make_image(), make_multi_arch()
    oci.push(path, image, "v1")
    oci.tag(path, image, "v1.0")
    oci.push(path, index, "multi")
    pages = ecr.get_paginator("describe_images").paginate(
        repositoryName=repository, PaginationConfig={"PageSize": 1})
    details = {detail["imageDigest"]: detail for page in pages for detail in page["imageDetails"]}
    assert set(details) == {image.digest, index.digest, *(i.digest for i in index.images)}
    assert sorted(details[image.digest]["imageTags"]) == ["v1", "v1.0"]
    assert all("imageTags" not in details[child.digest] for child in index.images)
    assert details[index.digest]["imageSizeInBytes"] == index.size_in_bytes

    by_tag = ecr.describe_images(repositoryName=repository, imageIds=[{"imageTag": "multi"}])
    assert by_tag["imageDetails"] == [details[index.digest]]
    for none in ({"imageTag": "none"}, {"imageDigest": "sha256:00"},
                 {"imageDigest": "sha1:" + "a" * 40}, {"imageDigest": "sha256:" + "A" * 64}):
        assert error_of(ecr.describe_images, repositoryName=repository, imageIds=[none])[0] == (
            "ImageNotFoundException")


def test_describes_the_registry(ecr, server):
    [registry] = ecr.describe_registries()["registries"]
    own_id = registry["registryId"]
    assert registry["registryArn"] == f"arn:aws:ecr-public::{own_id}:registry/{own_id}"
    assert registry["registryUri"] == f"{server.address}/{ALIAS}"
    assert registry["aliases"] == [{"name": ALIAS, "status": "ACTIVE", "primaryRegistryAlias": True,
                                    "defaultRegistryAlias": True}]


def test_a_client_that_takes_the_server_for_its_proxy_is_served(server):
    client = aws.make_client(server, proxies={"http": server.url})
    assert aws.registry_id(client) == aws.registry_id(aws.make_client(server))


def test_wrong_credentials_are_refused(server, ecr):
    access_key, secret = server.credentials()
    wrong_secret = aws.make_client(server, secret_key="x" * len(secret))
    assert error_of(wrong_secret.describe_registries)[0] == "InvalidSignatureException"
    wrong_key = aws.make_client(server, access_key="A" * len(access_key))
    assert error_of(wrong_key.describe_registries)[0] == "UnrecognizedClientException"
