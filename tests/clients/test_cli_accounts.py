"""`berth user`, `alias` and `policy`: each change holds from the next request on."""

import json
import re

import pytest
from support import aws
from support.administration import Credentials
from support.callers import ecr_client, statement, user_with
from support.images import make_image
from support.oci import OciClient
from support.server import ALIAS
from test_cli import fails

FULL_ACCESS = "AmazonElasticContainerRegistryPublicFullAccess"


def test_a_deleted_user_can_do_nothing_any_more(server, berth, path):
    user = user_with(berth, statement("Allow", "*"), name="leaver")
    password = aws.login_password(ecr_client(server, user))
    berth.run("user", "delete", ALIAS, "leaver")
    assert (aws.call_as(server, user, "DescribeRegistries", {}).error
            == "UnrecognizedClientException")
    with OciClient(server.address, password) as oci:
        with pytest.raises(AssertionError, match="status=401"):  # its login is worth nothing
            oci.push(path, make_image(), "v1")
    assert "leaver" not in {entry["userName"] for entry in berth.read("user", "list", ALIAS)}
    fails(berth.try_to("user", "delete", ALIAS, "leaver"), 1, "there is no user 'leaver'")


def test_a_user_made_again_has_none_of_what_he_had(server, berth):
    user_with(berth, statement("Allow", "*"), name="returner")
    berth.run("user", "delete", ALIAS, "returner")
    again = berth.create_user(ALIAS, "returner")
    assert aws.call_as(server, again, "DescribeRegistries", {}).error == "AccessDeniedException"
    assert berth.read("policy", "list", ALIAS, "returner") == []
    assert [key["accessKeyId"] for key in berth.read("key", "list", ALIAS, "returner")] == [
        again.access_key_id]


def test_a_user_made_again_has_nothing_of_what_repositories_granted(
        server, berth, ecr, repository, path):
    def let_in(name: str) -> None:
        arn = f"arn:aws:iam::{aws.registry_id(ecr)}:user/{name}"
        ecr.set_repository_policy(repositoryName=repository, policyText=json.dumps(
            {"Statement": {"Effect": "Allow", "Action": "*", "Principal": {"AWS": arn}}}))

    def principal() -> str:
        text = ecr.get_repository_policy(repositoryName=repository)["policyText"]
        return json.loads(text)["Statement"]["Principal"]["AWS"]

    def push(user: Credentials) -> None:
        with OciClient(server.address, aws.login_password(ecr_client(server, user))) as oci:
            oci.push(path, make_image(), "v1")

    login = statement("Allow", "GetAuthorizationToken")
    before = user_with(berth, login, name="guest")
    let_in("guest")
    assert principal().endswith(":user/guest")
    push(before)
    berth.run("user", "delete", ALIAS, "guest")
    shown = principal()
    assert re.fullmatch("AIDA[A-Z2-7]{17}", shown)
    assert shown in berth.run("repository-policy", "show", path)
    again = user_with(berth, login, name="guest")
    with pytest.raises(AssertionError, match="status=403"):
        push(again)
    assert principal() == shown
    let_in("guest")
    push(again)
    assert principal().endswith(":user/guest")


def test_a_deleted_administrator_is_made_again(server, berth):
    """As docs/operating/accounts.md says."""
    berth.create_account("locked-out")
    berth.run("user", "delete", "locked-out", "administrator")
    administrator = berth.create_user("locked-out", "administrator")
    berth.run("policy", "attach", "locked-out", "administrator", FULL_ACCESS)
    created = aws.call_as(server, administrator, "CreateRepository", {"repositoryName": "app"})
    assert created.error is None


def test_images_are_not_readable_under_an_alias_that_was_removed(berth, oci, path):
    oci.push(path, make_image(), "v1")
    aliased = path.replace(ALIAS, "short-lived", 1)
    berth.run("alias", "add", ALIAS, "short-lived")
    assert oci.get_manifest(aliased, "v1").status == 200
    berth.run("alias", "remove", ALIAS, "short-lived")
    assert oci.get_manifest(aliased, "v1").status == 404
    assert oci.get_manifest(path, "v1").status == 200
    # It is free for others now.
    berth.create_account("short-lived")


def test_the_alias_in_uris_is_not_removed(berth):
    fails(berth.try_to("alias", "remove", ALIAS, ALIAS), 2,
          "alias: must not be the default or the primary one")
    fails(berth.try_to("alias", "remove", ALIAS, "none"), 1, "there is no alias 'none'")
    assert [entry["name"] for entry in berth.read("alias", "list", ALIAS)] == [ALIAS]


def test_policies_are_shown_as_they_were_put_and_the_managed_ones_as_aws_has_them(berth):
    document = '{"Version": "2012-10-17",\n "Statement": {"Effect": "Deny", "Action": "*",' \
               ' "Resource": "*"}}'
    berth.run("user", "create", ALIAS, "shown")
    berth.run("policy", "put", ALIAS, "shown", "own", "-", stdin=document)
    berth.run("policy", "attach", ALIAS, "shown", FULL_ACCESS)
    assert berth.run("policy", "show", ALIAS, "shown", "own").strip() == document
    managed = json.loads(berth.run("policy", "show", ALIAS, "shown", FULL_ACCESS))
    assert "ecr-public:*" in json.dumps(managed)
    fails(berth.try_to("policy", "show", ALIAS, "shown", "none"), 1, "there is no policy 'none'")
