"""The API behind gallery.ecr.aws, as tools call it (docs/protocol/gallery.md)."""

import datetime
from collections.abc import Iterator

import pytest
from support.images import make_image
from support.pages import Visitor
from support.server import ALIAS, Server


@pytest.fixture(scope="module")
def visitor(server: Server) -> Iterator[Visitor]:
    with Visitor(server.address) as someone:
        yield someone


def named(repository: str, **more: object) -> dict:
    return {"registryAliasName": ALIAS, "repositoryName": repository, **more}


def refusal(visitor: Visitor, operation: str, request: object) -> tuple[int, str]:
    answer = visitor.call(operation, request)
    assert answer.json()["message"]
    return answer.status, answer.json()["__type"]


def test_tags_are_described_as_by_the_api_but_with_times_as_text(visitor, ecr, oci, path, repository):
    image = make_image()
    oci.push(path, image, "v1")
    answer = visitor.call("describeImageTags", named(repository))
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    tag, = answer.json()["imageTagDetails"]
    expected, = ecr.describe_image_tags(repositoryName=repository)["imageTagDetails"]
    assert tag["imageTag"] == expected["imageTag"]
    detail, known = tag["imageDetail"], expected["imageDetail"]
    for time, of_api in ((tag["createdAt"], expected["createdAt"]),
                         (detail.pop("imagePushedAt"), known.pop("imagePushedAt"))):
        utc = of_api.astimezone(datetime.timezone.utc)
        assert time == utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert detail == known
    assert "nextToken" not in answer.json()


def test_pages_of_tags_show_each_tag_once(visitor, oci, path, repository, pushed):
    for number in range(9):
        oci.tag(path, pushed, f"t{number}")
    listed, token = [], None
    while True:
        request = named(repository, maxResults=4) | ({"nextToken": token} if token else {})
        page = visitor.call("describeImageTags", request).json()
        listed += [each["imageTag"] for each in page["imageTagDetails"]]
        token = page.get("nextToken")
        if token is None:
            break
    assert listed == [*(f"t{number}" for number in range(9)), "v1"]


def test_a_token_belongs_to_its_listing(visitor, ecr, oci, path, repository, pushed):
    oci.tag(path, pushed, "v2")
    token = visitor.call("describeImageTags", named(repository, maxResults=1)).json()["nextToken"]
    ecr.create_repository(repositoryName="elsewhere")
    invalid = (400, "InvalidParameterException")
    assert refusal(visitor, "describeImageTags", named("elsewhere", nextToken=token)) == invalid
    assert refusal(visitor, "searchRepositoryCatalogData", {"nextToken": token}) == invalid
    for other in "x", "AAAA", token[4:], "a" * 4096:
        assert refusal(visitor, "describeImageTags", named(repository, nextToken=other)) == invalid


def test_catalog_data_of_a_repository_and_of_a_registry(visitor, ecr, repository):
    catalog = {"description": "d", "architectures": ["ARM"], "operatingSystems": ["Linux"],
               "aboutText": "about", "usageText": "usage"}
    ecr.put_repository_catalog_data(repositoryName=repository, catalogData=catalog)
    answer = visitor.call("getRepositoryCatalogData", named(repository))
    assert answer.json() == {"catalogData": catalog}
    ecr.put_registry_catalog_data(displayName="Harbour")
    answer = visitor.call("getRegistryCatalogData", {"registryAliasName": ALIAS})
    assert answer.json() == {"registryCatalogData": {"displayName": "Harbour",
                                                     "primaryRegistryAliasName": ALIAS}}


def test_a_search_finds_repositories_by_name_and_description(visitor, ecr):
    for name in "anchor", "chain/anchor", "rope":
        ecr.create_repository(repositoryName=name, catalogData={
            "description": f"A {name} of iron", "operatingSystems": ["Linux"]})
    answer = visitor.call("searchRepositoryCatalogData", {
        "searchTerm": "Anchor iron", "sortConfiguration": {"sortKey": "POPULARITY"}}).json()
    found = {each["repositoryName"]: each for each in answer["repositoryCatalogSearchResultList"]}
    assert found.keys() == {"anchor", "chain/anchor"} and answer["totalResults"] == 2
    first = found["anchor"]
    assert first["primaryRegistryAliasName"] == ALIAS
    assert first["repositoryDescription"] == "A anchor of iron"
    assert (first["operatingSystems"], first["architectures"]) == (["Linux"], [])
    assert (first["registryVerified"], "downloadCount" in first) == (False, False)
    page = visitor.call("searchRepositoryCatalogData", {"searchTerm": "iron", "maxResults": 2}).json()
    assert (len(page["repositoryCatalogSearchResultList"]), page["totalResults"]) == (2, 3)
    rest = visitor.call("searchRepositoryCatalogData", {
        "searchTerm": "iron", "maxResults": 2, "nextToken": page["nextToken"]}).json()
    assert {each["repositoryName"] for each in page["repositoryCatalogSearchResultList"]
            + rest["repositoryCatalogSearchResultList"]} == {"anchor", "chain/anchor", "rope"}
    assert "nextToken" not in rest


def test_tags_come_in_another_order_and_by_filters_for_those_that_ask(visitor, oci, path, repository,
                                                                      pushed):
    for tag in "1.9.0", "1.10.0", "1.10.0-alpine":
        oci.push(path, make_image(), tag)

    def tags(**extension: str) -> list[str]:
        answer = visitor.call("describeImageTags", named(repository, **extension))
        return [each["imageTag"] for each in answer.json()["imageTagDetails"]]

    assert tags() == tags(sortBy="name") == ["1.10.0", "1.10.0-alpine", "1.9.0", "v1"]
    assert tags(sortBy="newest") == ["1.10.0-alpine", "1.10.0", "1.9.0", "v1"]
    assert tags(sortBy="version")[-1:] == ["v1"]
    assert tags(prefix="1.1") == ["1.10.0", "1.10.0-alpine"]
    assert tags(glob="1.*.0") == ["1.10.0", "1.9.0"]
    assert tags(versionRange="~1.9", sortBy="version") == ["1.9.0"]
    assert tags(versionRange="<1.10") == ["1.9.0", "v1"]
    assert tags(asOf="2020-01-01") == []
    first = visitor.call("describeImageTags", named(repository, sortBy="newest", maxResults=2)).json()
    rest = visitor.call("describeImageTags", named(repository, sortBy="newest",
                                                   nextToken=first["nextToken"])).json()
    assert [each["imageTag"] for each in rest["imageTagDetails"]] == ["1.9.0", "v1"]
    assert refusal(visitor, "describeImageTags", named(repository, nextToken=first["nextToken"])) == \
        (400, "InvalidParameterException")


def test_what_cannot_be_answered_is_refused_in_the_words_of_aws(visitor, repository):
    invalid = (400, "InvalidParameterException")
    missing = (400, "RepositoryNotFoundException")
    assert refusal(visitor, "describeImageTags", named("missing")) == missing
    assert visitor.call("describeImageTags", named("missing")).json()["message"] == \
        f"The repository with name 'missing' does not exist in the registry with id '{ALIAS}'"
    assert refusal(visitor, "getRepositoryCatalogData",
                   {"registryAliasName": "nobody", "repositoryName": "app"}) == missing
    assert refusal(visitor, "getRegistryCatalogData", {"registryAliasName": "nobody"}) == \
        (400, "RegistryNotFoundException")
    for request in ({}, {"registryAliasName": 1}, named("UPPER"), named(repository, maxResults=0),
                    named(repository, maxResults=1001), named(repository, maxResults="1"),
                    named(repository, sortBy="size"), named(repository, prefix=1),
                    named(repository, versionRange="a || b"), named(repository, asOf="yesterday"),
                    named(repository, asOf="2026-01-01", sortBy="newest")):
        assert refusal(visitor, "describeImageTags", request) == invalid, request
    assert refusal(visitor, "describeImageTags", []) == (400, "SerializationException")
    assert refusal(visitor, "searchRepositoryCatalogData", {"searchTerm": "x" * 20_000}) == \
        (413, "InvalidParameterException")


def test_calls_are_posts(visitor):
    for method, status in {"GET": 405, "PUT": 405, "OPTIONS": 204}.items():
        answer = visitor.get("/describeImageTags", method, Content_Length="0")
        assert (answer.status, answer.headers["Allow"]) == (status, "POST, OPTIONS")
