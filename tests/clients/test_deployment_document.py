"""The commands by which docs/operating/deployment.md makes a service, as they are written there.

In the place of what changes the machine (the user, systemd, the folders below / and the privileged
port) stand a folder and a port of the test's own, and of sudo a program that only runs the rest."""

import os
import pathlib
import signal

from support.documents import run_here, shell_blocks
from support.server import ROOT, free_port
from support.waiting import wait_until

DOCUMENT = "docs/operating/deployment.md"
SUDO = """#!/bin/sh
[ "$1" = -u ] && shift 2
exec "$@"
"""
SYSTEMCTL = """#!/bin/sh
[ "$*" = "enable --now berth" ] || exit 1
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
    edited = (f"\nsed -i 's|0.0.0.0:443|127.0.0.1:{port}|; s|/etc/|{tmp_path}/etc/|; "
              f"s|/var/lib/berth|{tmp_path}/data|' {tmp_path}/etc/berth/berth.toml")
    try:
        done = run_here("".join(shell_blocks(DOCUMENT, "As a service")), {
            "packaging/": f"{ROOT}/packaging/", "/var/lib/berth": f"{tmp_path}/data",
            "/etc/": f"{tmp_path}/etc/", "# then edit it": edited,
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
    assert "acme" in done.stdout  # of `account list`
    assert f"{tmp_path}/etc/berth/berth.toml:" in done.stdout  # of `config show`
