"""The commands by which docs/operating makes a service from source, as they are written there.

In the place of what changes the machine (the user, systemd, the folders below / and the privileged
port) stand a folder and a port of the test's own, and of sudo a program that only runs the rest."""

import os
import pathlib
import re
import signal

from support.documents import run_here, shell_blocks
from support.server import ROOT, free_port
from support.waiting import wait_until

INSTALLATION, DEPLOYMENT = "docs/operating/installation.md", "docs/operating/deployment.md"
SUDO = """#!/bin/sh
[ "$1" = -u ] && shift 2
exec "$@"
"""
SYSTEMCTL = """#!/bin/sh
[ "$*" = "enable berth" ] && exit
[ "$*" = "restart berth" ] || exit 1
command=$(sed -n 's|^ExecStart=/usr/local/bin/||p' {root}/etc/systemd/system/berth.service)
$(echo "$command" | sed 's|/etc/|{root}/etc/|') >{root}/log 2>&1 &
echo $! >{root}/pid
until grep -q '"event":"listening"' {root}/log; do kill -0 $! && sleep 0.1 || exit 1; done
"""


def install_stubs(root: pathlib.Path) -> None:
    (root / "bin").mkdir()
    for name, text in ("sudo", SUDO), ("systemctl", SYSTEMCTL.format(root=root)), \
                      ("useradd", "#!/bin/sh\n"):
        program = root / "bin" / name
        program.write_text(text, encoding="ascii")
        program.chmod(0o755)


def end(process: int) -> None:
    os.kill(process, signal.SIGTERM)
    wait_until(lambda: not pathlib.Path(f"/proc/{process}/exe").exists())


def test_the_commands_of_the_document_make_a_service_that_answers(tmp_path):
    install_stubs(tmp_path)
    (tmp_path / "etc/systemd/system").mkdir(parents=True)
    port = free_port()
    script = "".join([*shell_blocks(INSTALLATION, "From source"),
                      *shell_blocks(DEPLOYMENT, "As a service")])
    try:
        done = run_here(script, {
            "packaging/": f"{ROOT}/packaging/", "/var/lib/berth": f"{tmp_path}/data",
            "/etc/": f"{tmp_path}/etc/", "*:443": f"127.0.0.1:{port}",
            "make build && sudo make install": ":", "chown berth": f"chown {os.geteuid()}",
            ":443:": f":{port}:", "registry.example.com/healthz": f"registry.example.com:{port}/healthz",
        }, tmp_path, {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "no_proxy": "*"})
        assert done.returncode == 0, done
    finally:
        pid_file = tmp_path / "pid"
        if pid_file.exists() and pid_file.read_text():
            end(int(pid_file.read_text()))
    assert "configuration is valid\n" in done.stdout
    assert "aws_secret_access_key" in done.stdout
    assert "\nok\n" in done.stdout  # of /healthz
    assert re.search(r"^\d{12} ", done.stdout, re.MULTILINE)  # of `account list`
    assert f"{tmp_path}/etc/berth/berth.toml:" in done.stdout  # of `config show`
