"""What the log says beside the requests: docs/operating/running.md lists it."""

import datetime
import json
import subprocess

from support import aws
from support.certificate import Certificate
from support.garbage import collect, make_due
from support.oci import OciClient
from support.server import ALIAS, Server


def only(server: Server, event: str) -> dict:
    """The one line about it, as soon as it is logged."""
    server.wait_for_log(f'"event":"{event}"')
    lines = server.log_file.read_text(encoding="utf-8").splitlines()
    [line] = [line for line in lines if f'"event":"{event}"' in line]
    return json.loads(line)


def test_other_names_for_the_first_registry_are_pointed_out_and_change_nothing(tmp_path):
    with Server(tmp_path) as server:
        account = aws.registry_id(aws.make_client(server))
    other = str((int(account) + 1) % 10**12).zfill(12)
    with Server(tmp_path, "--account-id", other) as server:
        line = only(server, "first_registry_kept")
        assert aws.registry_id(aws.make_client(server)) == account
    assert line["level"] == "warning"
    assert (line["alias"], line["account_id"]) == (ALIAS, account)
    assert (line["wanted_alias"], line["wanted_account_id"]) == (ALIAS, other)


def test_the_names_that_the_first_registry_has_are_not_pointed_out(tmp_path):
    with Server(tmp_path) as server:
        account = aws.registry_id(aws.make_client(server))
    with Server(tmp_path, "--account-id", account):
        pass
    assert "first_registry_kept" not in server.log_tail()


def test_what_berth_gc_had_the_server_delete_is_said(tmp_path):
    with Server(tmp_path, "--gc", "off") as server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            oci.push_blob(f"{ALIAS}/app", b"named by nothing")
        make_due(server)
        collect(server, "--dry-run")  # deletes nothing, and says nothing
        assert collect(server)["blobs"] == (1, 16)
        line = only(server, "gc_requested")
    assert line["level"] == "info"
    assert (line["links"], line["blobs"], line["blob_bytes"]) == (1, 1, 16)


def test_the_date_on_which_the_certificate_expires_is_said(tmp_path):
    certificate = Certificate(tmp_path)
    with Server(tmp_path, certificate=certificate) as server:
        line = only(server, "certificate_loaded")
    shown = subprocess.run(
        ["openssl", "x509", "-in", certificate.file, "-noout", "-enddate"],
        capture_output=True, text=True, check=True).stdout
    expires = datetime.datetime.strptime(shown.strip(), "notAfter=%b %d %H:%M:%S %Y %Z")
    assert line["level"] == "info"
    assert datetime.datetime.fromisoformat(line["expires"].replace("Z", "+00:00")) == (
        expires.replace(tzinfo=datetime.timezone.utc))
