"""`berth repository`, beside a running server, which sees each change with its next request."""

import subprocess

import pytest
from support.administration import Administration
from support.images import make_image
from support.server import ALIAS, Server


NAME_FORM = ("takes 2 to 205 characters: lower-case letters and digits, "
             "in parts joined by . _ - or /")


def fails(done: subprocess.CompletedProcess, code: int, message: str) -> None:
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"berth: {message}\n")


def listed(berth: Administration, *options: str) -> dict[str, dict]:
    return {row["repository"]: row for row in berth.read("repository", "list", ALIAS, *options)}


def test_a_repository_that_was_created_is_pushed_to(ecr, berth, oci):
    path = f"{ALIAS}/made/here"
    berth.run("repository", "create", path)
    oci.push(path, make_image(), "v1")
    described = ecr.describe_repositories(repositoryNames=["made/here"])["repositories"][0]
    assert listed(berth)[path]["createdAt"][:10] == described["createdAt"].strftime("%Y-%m-%d")


def test_a_repository_is_created_once(berth, path, repository):
    fails(berth.try_to("repository", "create", path), 1,
          f"the repository '{repository}' is there already")


def test_a_repository_is_deleted_with_its_images_only_if_told(ecr, berth, oci, path, repository):
    oci.push(path, make_image(), "v1")
    fails(berth.try_to("repository", "delete", path), 1,
          f"the repository '{repository}' holds images: delete them first, or with it by --force")
    berth.run("repository", "delete", path, "--force")
    assert path not in listed(berth)
    assert oci.get_manifest(path, "v1").status == 404
    with pytest.raises(ecr.exceptions.RepositoryNotFoundException):
        ecr.describe_repositories(repositoryNames=[repository])
    fails(berth.try_to("repository", "delete", path), 1, f"there is no repository '{path}'")


@pytest.mark.parametrize("group", ["repository", "alias", "user"])
def test_a_listing_needs_no_account_where_there_is_only_one(tmp_path, group):
    with Server(tmp_path) as server:
        pass
    berth = Administration(server)
    berth.run("repository", "create", f"{ALIAS}/app")
    assert berth.run(group, "list") == berth.run(group, "list", ALIAS) != ""
    berth.create_account("another")
    done = berth.try_to(group, "list")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("berth: account: is required, as there are several: ")
    assert {ALIAS, "another"} == set(done.stderr.strip().rpartition(": ")[2].split(", "))


def test_an_empty_repository_is_deleted(berth, path):
    berth.run("repository", "delete", path)
    assert path not in listed(berth)


def test_sizes_are_counted_if_asked_for(berth, oci, path):
    assert "images" not in listed(berth)[path]
    image = make_image(layers=2)
    oci.push(path, image, "v1")
    oci.push(path, image, "v2")
    row = listed(berth, "--sizes")[path]
    assert (row["images"], row["tags"]) == (1, 2)
    blobs = {blob.digest: len(blob.content) for blob in image.blobs}
    assert row["blobBytes"] == sum(blobs.values())


@pytest.mark.parametrize("arguments,code,message", [
    (["list", "nobody"], 1, "there is no account 'nobody'"),
    (["create", "nobody/app"], 1, "there is no account 'nobody'"),
    (["create", "app"], 2, "repository: takes ALIAS/NAME, not 'app'"),
    (["create", f"{ALIAS}/"], 2, f"repository: takes ALIAS/NAME, not '{ALIAS}/'"),
    (["create", "/app"], 2, "repository: takes ALIAS/NAME, not '/app'"),
    (["create", f"{ALIAS}/App"], 2, f"repository: the name after '{ALIAS}/': {NAME_FORM}, not 'App'"),
    (["delete", f"{ALIAS}/p"], 2, f"repository: the name after '{ALIAS}/': {NAME_FORM}, not 'p'"),
])
def test_what_cannot_be_done_is_said(berth, arguments, code, message):
    fails(berth.try_to("repository", *arguments), code, message)
