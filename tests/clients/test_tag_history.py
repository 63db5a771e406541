"""`berth tag`: where tags point, where they pointed, and back again; beside a running server."""

import datetime
import json
import os
import pwd
import re
import subprocess

import pytest
from support import aws
from support.administration import Administration
from support.aws import EcrClient
from support.images import make_image
from support.oci import OciClient
from support.server import ALIAS, Server

PUSHED_BY = "administrator"
READ_AT_ONCE = 1000  # rows, by `berth tag list`
NOBODYS_DIGEST = "sha256:" + "0" * 64


def movements(berth: Administration, path: str, tag: str,
              *options: str) -> list[tuple[str, str, str]]:
    """(actor, from, to), the newest first."""
    return [(entry["actor"], entry["fromDigest"], entry["toDigest"])
            for entry in berth.read("tag", "history", path, tag, *options)]


def tag_of(ecr: EcrClient, repository: str) -> dict:
    [detail] = ecr.describe_image_tags(repositoryName=repository)["imageTagDetails"]
    return detail


def seconds(text: str) -> float:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def fails(done: subprocess.CompletedProcess, code: int, message: str) -> None:
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"berth: {message}\n")


def test_every_movement_of_a_tag_is_in_its_history(berth, ecr, oci, repository, path):
    first, second = make_image(), make_image()
    oci.push(path, first, "latest")
    oci.push(path, second, "latest")
    oci.tag(path, second, "latest")  # moves nothing
    ecr.put_image(repositoryName=repository, imageTag="latest",
                  imageManifest=first.manifest.content.decode())
    assert oci.request("DELETE", f"/v2/{path}/manifests/latest").status == 202
    assert movements(berth, path, "latest") == [
        (PUSHED_BY, first.digest, ""),
        (PUSHED_BY, second.digest, first.digest),
        (PUSHED_BY, first.digest, second.digest),
        (PUSHED_BY, "", first.digest)]
    assert movements(berth, path, "latest", "--limit", "1") == [(PUSHED_BY, first.digest, "")]
    assert len(movements(berth, path, "latest", "--limit", "0")) == 4


def test_a_running_server_serves_what_a_rollback_made_of_a_tag(berth, ecr, oci, repository, path):
    first, second = make_image(), make_image()
    for image in first, second:
        oci.push(path, image, "latest")
    for _ in range(2):  # the second time from memory
        assert oci.pull(path, "latest").keys() >= {second.digest}
        assert tag_of(ecr, repository)["imageDetail"]["imageDigest"] == second.digest

    [moved] = berth.read("tag", "rollback", path, "latest", "--as", "ops")

    assert (moved["fromDigest"], moved["toDigest"]) == (second.digest, first.digest)
    assert movements(berth, path, "latest")[0] == ("ops", second.digest, first.digest)
    pulled = oci.pull(path, "latest")
    assert pulled.keys() == {first.digest, *(blob.digest for blob in first.blobs)}
    detail = tag_of(ecr, repository)
    assert detail["imageDetail"]["imageDigest"] == first.digest
    assert seconds(moved["movedAt"]) == detail["createdAt"].timestamp()


def test_a_second_rollback_undoes_the_first(berth, oci, path):
    first, second = make_image(), make_image()
    for image in first, second:
        oci.push(path, image, "latest")
    for expected in first, second:
        berth.run("tag", "rollback", path, "latest")
        assert oci.get_manifest(path, "latest").body == expected.manifest.content


def test_a_tag_is_rolled_back_to_any_image_of_the_repository(berth, oci, path):
    images = [make_image() for _ in range(3)]
    for image in images:
        oci.push(path, image, "latest")
    berth.run("tag", "rollback", path, "latest", "--to", images[0].digest)
    assert oci.get_manifest(path, "latest").body == images[0].manifest.content
    again = berth.read("tag", "rollback", path, "latest", "--to", images[0].digest)
    assert again == []  # it points there: nothing has moved
    assert len(movements(berth, path, "latest")) == 4


def user_name(user_id: int) -> str:
    """Its number where it has no name, as in a container of a user of its own."""
    try:
        return pwd.getpwuid(user_id).pw_name
    except KeyError:
        return str(user_id)


def test_a_deleted_tag_comes_back(berth, oci, path):
    image = make_image()
    oci.push(path, image, "latest")
    oci.push(path, image, "other")
    assert oci.request("DELETE", f"/v2/{path}/manifests/latest").status == 202
    assert oci.get_manifest(path, "latest").status == 404
    berth.run("tag", "rollback", path, "latest")
    assert oci.pull(path, "latest").keys() >= {image.digest}
    assert oci.tags(path) == ["latest", "other"]
    me = user_name(os.geteuid())
    assert movements(berth, path, "latest")[0] == (me, "", image.digest)


def test_a_tag_is_not_rolled_back_to_an_image_that_is_gone(berth, ecr, oci, repository, path):
    first, second = make_image(), make_image()
    for image in first, second:
        oci.push(path, image, "latest")
    deleted = ecr.batch_delete_image(repositoryName=repository,
                                     imageIds=[{"imageDigest": first.digest}])
    assert not deleted["failures"]
    fails(berth.try_to("tag", "rollback", path, "latest"), 1,
          f"there is no image {first.digest} in the repository")
    assert oci.get_manifest(path, "latest").body == second.manifest.content


def test_what_cannot_be_done_ends_with_1(berth, oci, path):
    oci.push(path, make_image(), "new")
    for arguments, message in [
            (["history", path, "none"], "there is no tag 'none'"),
            (["rollback", path, "none"], "there is no tag 'none'"),
            (["rollback", path, "none", "--to", NOBODYS_DIGEST], "there is no tag 'none'"),
            (["rollback", path, "new"], "tag 'new' pointed at no image before"),
            (["rollback", path, "new", "--to", NOBODYS_DIGEST],
             f"there is no image {NOBODYS_DIGEST} in the repository"),
            (["list", f"{ALIAS}/none"], f"there is no repository '{ALIAS}/none'"),
            (["list", "nobody/app"], "there is no account 'nobody'")]:
        fails(berth.try_to("tag", *arguments), 1, message)


@pytest.mark.parametrize("arguments,message", [
    (["list", "app"], "repository: takes ALIAS/NAME, not 'app'"),
    (["list", f"{ALIAS}/UPPER"],
     f"repository: the name after '{ALIAS}/': takes 2 to 205 characters: lower-case letters and "
     "digits, in parts joined by . _ - or /, not 'UPPER'"),
    (["history", "{path}", "v1", "--limit", "-1"],
     "--limit: takes a whole number, not '-1'; see berth tag history --help"),
    (["history", "{path}", "no tag"],
     "tag: takes 1 to 128 letters, digits and characters of _.-, the first not . or -, "
     "not 'no tag'"),
    (["rollback", "{path}", "v1", "--to", "v0"], "--to: takes a digest, not 'v0'"),
    (["rollback", "{path}", "v1", "--as", "no/name"],
     "--as: takes 1 to 64 letters, digits and characters of _+=,.@-, not 'no/name'; "
     "see berth tag rollback --help"),
    (["history", "{path}", "v1", "--limit", "x"],
     "--limit: takes a whole number, not 'x'; see berth tag history --help"),
])
def test_wrong_calls_end_with_2(berth, path, arguments, message):
    arguments = [argument.format(path=path) for argument in arguments]
    fails(berth.try_to("tag", *arguments), 2, message.format())


def test_all_tags_are_listed_as_describe_image_tags_has_them(berth, ecr, oci, repository, path):
    images = make_image(), make_image()
    for number in range(READ_AT_ONCE + 1):
        image = images[number % 2]  # an image has at most a thousand tags
        if number < 2:
            oci.push(path, image, f"v{number}")
        else:
            oci.tag(path, image, f"v{number}")
    details = ecr.get_paginator("describe_image_tags").paginate(repositoryName=repository)
    assert [(tag["imageTag"], tag["imageDigest"], tag["imageSizeInBytes"],
             seconds(tag["createdAt"])) for tag in berth.read("tag", "list", path)] == [
        (detail["imageTag"], detail["imageDetail"]["imageDigest"],
         detail["imageDetail"]["imageSizeInBytes"], detail["createdAt"].timestamp())
        for detail in details.search("imageTagDetails[]")]


def test_repositories_are_named_by_any_alias_or_the_account(berth, ecr, oci, repository, path):
    oci.push(path, make_image(), "v1")
    berth.run("alias", "add", ALIAS, f"{ALIAS}-too")
    for account in ALIAS, f"{ALIAS}-too", aws.registry_id(ecr):
        assert len(berth.read("tag", "list", f"{account}/{repository}")) == 1


def test_a_stopped_server_starts_with_what_a_rollback_made_of_a_tag(tmp_path):
    server = Server(tmp_path)
    images = make_image(), make_image()
    with server:
        aws.make_client(server).create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(aws.make_client(server))) as oci:
            for image in images:
                oci.push(f"{ALIAS}/app", image, "latest")
    berth = Administration(server)
    header, line = berth.run("tag", "rollback", f"{ALIAS}/app", "latest").splitlines()
    assert header.split() == ["MOVED", "ACTOR", "FROM", "TO"]
    assert re.split(r" {2,}", line)[2:] == [images[1].digest, images[0].digest]
    with server, OciClient(server.address) as anonymous:
        assert json.loads(anonymous.get_manifest(f"{ALIAS}/app", "latest").body) == json.loads(
            images[0].manifest.content)
