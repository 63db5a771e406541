"""packaging/certbot-deploy-hook, run as certbot runs it, beside a server whose certificate it renews."""

import os
import pathlib
import shutil
import ssl
import subprocess

import pytest
from support.certificate import Certificate
from support.container_clients import PATH
from support.server import BINARY, ROOT, Server
from support.waiting import wait_until

HOOK = ROOT / "packaging/certbot-deploy-hook"
HOST = "registry.example.com"


@pytest.fixture
def server(tmp_path):
    with Server(tmp_path, certificate=Certificate(tmp_path)) as running:
        yield running


@pytest.fixture
def lineage(tmp_path: pathlib.Path) -> pathlib.Path:
    """What certbot has renewed, as it keeps it."""
    folder = tmp_path / "renewed"
    folder.mkdir()
    renewed = Certificate(folder)
    renewed.file.rename(folder / "fullchain.pem")
    renewed.key_file.rename(folder / "privkey.pem")
    (folder / "privkey.pem").chmod(0o600)
    return folder


def run_hook(server: Server, lineage: pathlib.Path,
             domains: str = HOST) -> subprocess.CompletedProcess:
    folder = server.data_dir.parent
    assert server.certificate is not None
    config = folder / "berth.toml"
    config.write_text(f'tls-cert = "{server.certificate.file}"\n'
                      f'tls-key = "{server.certificate.key_file}"\n'
                      f'public-host = "{HOST}:443"\n', encoding="utf-8")
    programs = folder / "bin"
    programs.mkdir()
    (programs / "berth").symlink_to(BINARY)
    # As the unit's ExecReload does.
    systemctl = programs / "systemctl"
    systemctl.write_text(f'#!/bin/sh\n[ "$*" = "try-reload-or-restart berth" ] && '
                         f"kill -HUP {server.pid}\n", encoding="ascii")
    systemctl.chmod(0o755)
    return subprocess.run([HOOK], capture_output=True, text=True, check=False, env={
        "PATH": f"{programs}:{PATH}", "BERTH_CONFIG": str(config),
        "SERVICE_USER": str(os.geteuid()),
        "RENEWED_LINEAGE": str(lineage), "RENEWED_DOMAINS": domains})


def served(server: Server) -> str:
    return ssl.get_server_certificate(("127.0.0.1", server.port))


def test_the_server_serves_what_was_renewed(server, lineage):
    renewed = (lineage / "fullchain.pem").read_text(encoding="ascii")
    assert served(server) != renewed
    done = run_hook(server, lineage, f"www.example.com {HOST}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    wait_until(lambda: served(server) == renewed)
    assert server.certificate.key_file.stat().st_mode & 0o777 == 0o600
    assert server.certificate.key_file.stat().st_uid == os.geteuid()
    assert not list(server.data_dir.parent.glob("*.new"))


def test_the_certificates_of_other_services_are_left_alone(server, lineage):
    before = served(server)
    done = run_hook(server, lineage, "mail.example.com")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert server.certificate.file.read_text(encoding="ascii") == before


def test_a_key_of_another_certificate_is_not_put_in_place(server, lineage):
    before = server.certificate.file.read_bytes()
    shutil.copy(server.certificate.key_file, lineage / "privkey.pem")
    done = run_hook(server, lineage)
    assert done.returncode == 1
    assert "is not the key of the certificate in" in done.stderr
    assert server.certificate.file.read_bytes() == before
    assert not list(server.data_dir.parent.glob("*.new"))
