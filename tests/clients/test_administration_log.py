"""What commands change is recorded, and a running server says it in its log."""

import hashlib
import json
import os
import re
import subprocess

import pytest
from support.administration import Administration
from support.images import make_image
from support.server import ALIAS, BINARY, ENVIRONMENT, Server
from support.waiting import wait_until


def recorded(server: Server) -> list[dict]:
    file = server.data_dir / "administration.log"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def copied(server: Server) -> list[dict]:
    """The lines of the server's log about changes."""
    entries = (json.loads(line) for line in server.log_lines() if line.startswith('{"time"'))
    return [entry for entry in entries if entry["event"] == "administration"]


def change(server: Server, *arguments: str, stdin: str = "") -> dict:
    """What is recorded of the one change that the command makes."""
    file = server.data_dir / "administration.log"
    before = len(recorded(server)) if file.exists() else 0
    Administration(server).run(*arguments, stdin=stdin)
    [line] = recorded(server)[before:]
    return line


def test_each_command_that_changes_something_is_recorded_and_copied(server, berth, oci, path):
    account = berth.account_id(ALIAS)
    user = f"arn:aws:iam::{account}:user/ci"
    repository = f"arn:aws:ecr-public::{account}:repository/" + path.partition("/")[2]
    registry = f"arn:aws:ecr-public::{account}:registry/{account}"
    first, second = make_image(), make_image()
    oci.push(path, first, "v1")
    oci.push(path, second, "v1")
    policy = json.dumps({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "*", "Resource": "*"}})
    expected = []

    def check(resource: str, detail: str | None, *arguments: str, stdin: str = "") -> None:
        line = change(server, *arguments, stdin=stdin)
        assert (line["resource"], line.get("detail")) == (resource, detail), arguments
        assert (" ".join(arguments) + " ").startswith(line["command"].removeprefix("berth ") + " ")
        assert line["uid"] == os.geteuid()
        expected.append(line)

    check(registry, "acme-too", "alias", "add", ALIAS, "acme-too")
    check(registry, "acme-too", "alias", "primary", ALIAS, "acme-too")
    check(registry, ALIAS, "alias", "primary", ALIAS, ALIAS)
    check(registry, "acme-too", "alias", "remove", ALIAS, "acme-too")
    check(registry, "none", "quota", "set", ALIAS, "none")
    check(registry, "default", "quota", "set", ALIAS, "default")
    check(repository, "1000000", "quota", "set", path, "1000000")
    check(user, None, "user", "create", ALIAS, "ci")
    check(user, "AmazonElasticContainerRegistryPublicReadOnly", "policy", "attach", ALIAS, "ci",
          "AmazonElasticContainerRegistryPublicReadOnly")
    check(user, "own", "policy", "put", ALIAS, "ci", "own", "-", stdin=policy)
    check(user, "own", "policy", "detach", ALIAS, "ci", "own")
    created = berth.read("key", "create", ALIAS, "ci")
    key, secret = created["accessKeyId"], created["secretAccessKey"]
    expected.append(recorded(server)[-1])
    assert (expected[-1]["resource"], expected[-1]["detail"]) == (user, key)
    check(user, key, "key", "delete", key)
    check(user, None, "user", "delete", ALIAS, "ci")
    check(repository + "-made", None, "repository", "create", path + "-made")
    check(repository + "-made", None, "repository", "delete", path + "-made")
    check(repository, f"v1 to {first.digest}", "tag", "rollback", path, "v1")
    check(repository, "with all its images", "repository", "delete", path, "--force")
    line = change(server, "account", "create", "--alias", "audited")
    assert re.fullmatch("alias audited, access key AKIA[A-Z2-7]{16}", line["detail"])
    expected.append(line)

    wait_until(lambda: len(copied(server)) >= len(expected))
    for line, copy in zip(expected, copied(server), strict=True):
        assert copy["changed_at"] == line["time"]
        assert {name: copy.get(name) for name in line if name != "time"} == {
            name: value for name, value in line.items() if name != "time"}
    assert secret not in (server.data_dir / "administration.log").read_text(encoding="utf-8")
    assert secret not in server.log_tail()


def test_what_changes_nothing_is_not_recorded(tmp_path):
    with Server(tmp_path) as server:
        berth = Administration(server)
        berth.run("account", "list")
        berth.run("gc")
        berth.run("fsck")
        assert berth.try_to("user", "delete", ALIAS, "nobody").returncode == 1
        assert berth.try_to("user", "create", ALIAS, "not a name").returncode == 2
    berth.run("fsck", "--repair")
    assert not (server.data_dir / "administration.log").exists()


def test_without_a_server_the_line_stands_in_the_file(tmp_path):
    with Server(tmp_path) as server:
        pass
    line = change(server, "user", "create", ALIAS, "offline")
    assert line["command"] == "berth user create"
    file = server.data_dir / "administration.log"
    assert file.stat().st_mode & 0o777 == 0o600
    with server:
        line = change(server, "user", "create", ALIAS, "online")
        wait_until(lambda: copied(server))
        assert [copy["changed_at"] for copy in copied(server)] == [line["time"]]


def test_the_user_behind_sudo_is_named(tmp_path):
    with Server(tmp_path) as server:
        pass
    subprocess.run([BINARY, "user", "create", ALIAS, "ci", "--data-dir", server.data_dir],
                   env=ENVIRONMENT | {"SUDO_USER": "alice"}, check=True)
    assert recorded(server)[-1]["sudo_user"] == "alice"


@pytest.mark.parametrize("command", [["gc"], ["fsck", "--repair"]], ids=" ".join)
def test_nothing_is_removed_or_repaired_where_it_could_not_be_recorded(tmp_path, command):
    with Server(tmp_path, "--gc", "off") as server:
        pass
    add_orphan(server)
    file = server.data_dir / "administration.log"
    file.symlink_to("elsewhere")
    done = Administration(server).try_to(*command)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(f"berth: {re.escape(str(file))}: is a link, .*\n", done.stderr)
    file.unlink()
    Administration(server).run(*command)
    assert recorded(server)[-1]["command"] == " ".join(("berth", *command))


def add_orphan(server: Server) -> None:
    """A blob to which nothing refers."""
    digest = hashlib.sha256(b"orphan").hexdigest()
    shelf = server.data_dir / "blobs/sha256" / digest[:2]
    shelf.mkdir(mode=0o700, parents=True)
    (shelf / digest).write_bytes(b"orphan")


@pytest.mark.parametrize("leads_to", ["elsewhere", "/dev/null"])
def test_nothing_is_changed_where_it_could_not_be_recorded(tmp_path, leads_to):
    with Server(tmp_path) as server:
        pass
    file = server.data_dir / "administration.log"
    file.symlink_to(leads_to)
    berth = Administration(server)
    done = berth.try_to("user", "create", ALIAS, "ci")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{file}: is a link, which is not followed" in done.stderr
    file.unlink()
    assert [user["userName"] for user in berth.read("user", "list", ALIAS)] == ["administrator"]


def test_a_change_that_cannot_be_recorded_stands_and_is_no_success(tmp_path):
    with Server(tmp_path) as server:
        pass
    file = server.data_dir / "administration.log"
    file.write_bytes(b"\n" * (8 * 2**20))
    (server.data_dir / "administration.log.old").mkdir()  # nothing can take its place
    berth = Administration(server)
    done = berth.try_to("user", "create", ALIAS, "ci")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("berth: it is done, and could not be recorded: ")
    assert "ci" in [user["userName"] for user in berth.read("user", "list", ALIAS)]
