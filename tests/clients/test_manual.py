"""`berth manual` and `berth completion`: made from what the program declares."""

import re
import subprocess

import pytest
from support.server import BINARY, ENVIRONMENT, ROOT


def berth(*arguments: str) -> str:
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, env=ENVIRONMENT,
                          check=True).stdout


def commands(*path: str) -> list[tuple[str, ...]]:
    """The commands that do something, by the help."""
    below = re.findall(r"^  (\S+) {2,}", berth(*path, "--help").partition("\nSubcommands:\n")[2],
                       re.MULTILINE)
    return [leaf for name in below for leaf in commands(*path, name)] if below else [path]


def settings() -> set[str]:
    page = (ROOT / "docs/operating/settings.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([a-z0-9-]+)` \|", page, re.MULTILINE))


def test_the_manual_page_explains_every_command_and_every_setting():
    page = berth("manual").replace("\\-", "-")
    explained = re.findall(r"^\.SS \\fB(berth .*?)\\fR", page, re.MULTILINE)
    assert explained == [" ".join(("berth", *path)) for path in commands()]
    options = set(re.findall(r"^\\fB--([a-z0-9-]+)\\fR", page, re.MULTILINE))
    assert settings() <= options


def test_the_manual_page_has_nothing_that_man_would_take_for_a_command_by_mistake():
    for line in berth("manual").splitlines():
        assert re.match(r"\.(TH|SH|SS|TP|B|BR|I|IR)( |$)|[^.']|$", line), line


@pytest.mark.parametrize("line,expected", [
    (["berth", "conf"], ["config"]),
    (["berth", "config", ""], ["check", "show", "--help"]),
    (["berth", "help", "config", "s"], ["show"]),
    (["berth", "serve", "--tls-c"], ["--tls-cert"]),
    (["berth", "serve", "--log-level", "w"], ["warning"]),
    (["berth", "serve", "--log-level", "=", "w"], ["warning"]),
    (["berth", "serve", "--log-level", "="], ["debug", "info", "warning", "error"]),
    (["berth", "serve", "--data-dir", "fold"], ["folder"]),
    (["berth", "serve", "--tls-key", "file"], ["file.pem"]),
    (["berth", "serve", "--listen", ""], []),
    (["berth", "account", "list", "--output", ""], ["table", "json"]),
    (["berth", "no-such-command", "conf"], ["config"]),
], ids=" ".join)
def test_bash_completes(tmp_path, line, expected):
    (tmp_path / "completion").write_text(berth("completion", "bash"), encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.pem").touch()
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c",
         'source ./completion; COMP_WORDS=("$@") COMP_CWORD=$(($#-1)); _berth; '
         'printf "%s\\n" "${COMPREPLY[@]}"', "-", *line],
        cwd=tmp_path, capture_output=True, text=True, check=True, env=ENVIRONMENT)
    assert done.stdout.split() == expected
    assert done.stderr == ""
