"""`berth audit`: who changed what, by which key, from where, whichever way the change came."""

import datetime
import json
import os
import pwd
import re

import pytest
from support.administration import Administration
from support.container_clients import Skopeo
from support.garbage import collect, make_due
from support.images import make_image
from support.server import ALIAS, ROOT, Server

# Writing methods of the ports that show no client anything new. The uploads of a blob are shown by
# the image that names it.
UNRECORDED = {
    "hold_blob", "check_room", "find_usage", "list_registries", "list_repositories", "stored_blobs",
    "find_blob_to_push", "put_blob", "link_blob", "mount_blob", "find_upload_parts",
    "add_upload_part", "forget_upload_parts", "purge_repositories", "add_unheld",
    "list_unheld", "is_held", "find_orphans", "has_repository", "measure", "find_waiting",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server"), "--gc", "off") as running:
        yield running


def audit(server: Server, *options: str) -> list[dict]:
    return Administration(server).read("audit", *options)


def test_shows_who_changed_what_by_which_key_and_from_where(
        server, berth, ecr, oci, password, path, repository, tmp_path):
    first, second = make_image(), make_image(layers=1, layer_bytes=20_000)
    oci.push(path, first, "v1")
    skopeo = Skopeo(tmp_path)
    skopeo.login(server.address, password)
    skopeo.push(second, f"{server.address}/{path}:v1")
    skopeo.logout(server.address)
    berth.run("tag", "rollback", path, "v1")
    ecr.batch_delete_image(repositoryName=repository, imageIds=[{"imageDigest": second.digest}])
    account = berth.account_id(ALIAS)
    admin = f"arn:aws:iam::{account}:user/administrator"
    key = server.credentials()[0]
    me = pwd.getpwuid(os.geteuid()).pw_name

    entries = audit(server, "--resource", path)
    summary = [(entry["via"], entry["action"], entry["resource"], entry["before"], entry["after"])
               for entry in entries]
    assert summary == [
        ("api", "CreateRepository", path, "", "{}"),
        ("oci", "PutImage", f"{path}:v1", "", first.digest),
        ("oci", "PutImage", f"{path}:v1", first.digest, second.digest),
        ("command", "MoveTag", f"{path}:v1", second.digest, first.digest),
        ("api", "DeleteImage", f"{path}@{second.digest}", second.digest, ""),
    ]
    for entry in entries:
        if entry["via"] == "command":
            assert entry["user"].split(" ")[0] == me
            assert (entry["accessKeyId"], entry["clientAddress"], entry["requestId"]) == ("", "", "")
        else:
            assert (entry["user"], entry["accessKeyId"]) == (admin, key)
            assert entry["clientAddress"] == "127.0.0.1"
            assert re.fullmatch("[0-9a-f-]{36}", entry["requestId"])
    assert server.credentials()[1] not in json.dumps(audit(server))

    # A digest has the tags that were moved to it and away from it.
    of_second = audit(server, "--resource", f"{path}@{second.digest}")
    assert [entry["action"] for entry in of_second] == ["PutImage", "MoveTag", "DeleteImage"]

    make_due(server)
    collect(server)
    [layer] = second.layers
    [taken] = audit(server, "--resource", f"{path}@{layer.digest}")
    [removed] = audit(server, "--resource", f"blob@{layer.digest}")
    assert (taken["via"], taken["action"]) == ("collector", "DeleteBlob")
    assert (removed["via"], removed["action"]) == ("collector", "RemoveBlob")
    assert json.loads(removed["before"]) == {"sizeInBytes": len(layer.content)}


def test_records_accounts_without_their_secrets(server, berth):
    created = berth.create_user(ALIAS, "audited")
    user = f"{berth.account_id(ALIAS)}/user/audited"
    berth.run("key", "delete", created.access_key_id)
    berth.run("user", "delete", ALIAS, "audited")
    actions = [(entry["action"], entry["resource"]) for entry in audit(server, "--resource", user)]
    assert actions == [("CreateUser", user),
                       ("CreateAccessKey", f"{user}/key/{created.access_key_id}"),
                       ("DeleteAccessKey", f"{user}/key/{created.access_key_id}"),
                       ("DeleteUser", user)]
    assert created.secret_access_key not in json.dumps(audit(server))


def test_shows_the_policies_and_catalog_data_before_and_after(server, ecr, path, repository):
    policies = [json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": f"ecr-public:{action}"}]})
        for action in ("PutImage", "DescribeImages")]
    for policy in policies:
        ecr.set_repository_policy(repositoryName=repository, policyText=policy)
    ecr.put_repository_catalog_data(repositoryName=repository, catalogData={"description": "new"})
    _, first, second, catalog = audit(server, "--resource", path)
    assert first["before"] == ""
    assert [json.loads(text) for text in (first["after"], second["before"], second["after"])] == [
        json.loads(policies[0]), json.loads(policies[0]), json.loads(policies[1])]
    assert (json.loads(catalog["before"]), json.loads(catalog["after"])) == (
        {}, {"description": "new"})


def test_since_takes_a_time_or_how_long_ago(server, berth, path):
    everything = audit(server)
    assert audit(server, "--since", "1d") == everything
    assert audit(server, "--since", "0s") == []
    now = datetime.datetime.now(datetime.timezone.utc)
    assert audit(server, "--since", f"{now + datetime.timedelta(hours=1):%Y-%m-%dT%H:%MZ}") == []
    assert audit(server, "--since", "2026-01-02T03:04Z") == everything
    last = everything[-1]["time"]
    assert everything[-1] in audit(server, "--since", last)
    for wrong in "soon", "7", "-1d", "1w", "99999999999999999999d":
        refused = berth.try_to("audit", f"--since={wrong}")
        assert refused.returncode == 2
        assert "--since" in refused.stderr


def test_shows_a_table_to_people(berth, path):
    table = berth.run("audit", "--resource", path).splitlines()
    assert table[0].split() == ["TIME", "VIA", "USER", "KEY", "ADDRESS", "ACTION", "RESOURCE",
                                "BEFORE", "AFTER"]
    [line] = table[1:]
    assert line.split()[5:7] == ["CreateRepository", path]
    assert berth.run("audit", "--resource", "acme/none").splitlines() == table[:0] + [
        "TIME  VIA  USER  KEY  ADDRESS  ACTION  RESOURCE  BEFORE  AFTER"]


def test_every_write_of_a_port_is_recorded_or_known_not_to_be():
    """A new method has to say who its author is, and the contract suite what it records."""
    contract = (ROOT / "tests/contract/audit_contract.cpp").read_text(encoding="utf-8")
    for port in "metadata_store", "account_store", "garbage_store", "usage_store":
        text = (ROOT / f"src/registry/ports/{port}.h").read_text(encoding="utf-8")
        text = re.sub(r"//.*", "", text)
        methods = re.findall(r"virtual [^;~]*?(\w+)\(([^;]*)\)(?: const)? = 0;", text)
        assert len(methods) >= 5
        for name, parameters in methods:
            has_author = "Author& author" in parameters or "Push& push" in parameters
            assert has_author != (name in UNRECORDED), (port, name)
            if has_author:
                assert f".{name}(" in contract or f"().{name}(" in contract, (port, name)
