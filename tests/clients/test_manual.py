"""`berth manual` and `berth completion`: made from what the program declares."""

import pathlib
import re
import shlex
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


# What can come next. Of a value after "=", bash is asked for the value alone.
COMPLETED = [
    (["berth", "conf"], ["config"]),
    (["berth", "config", ""], ["check", "show"]),
    (["berth", "help", "config", "s"], ["show"]),
    (["berth", "serve", "--tls-c"], ["--tls-cert"]),
    (["berth", "serve", "--log-level", "w"], ["warning"]),
    (["berth", "serve", "--data-dir", "fold"], ["folder"]),
    (["berth", "serve", "--tls-key", "file"], ["file.pem"]),
    (["berth", "serve", "--listen", ""], []),
    (["berth", "account", "list", "--output", ""], ["table", "json"]),
    (["berth", "no-such-command", "conf"], ["config"]),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """With a script for each shell, and something to complete."""
    made = tmp_path_factory.mktemp("completion")
    for shell, file in ("bash", "completion"), ("zsh", "_berth"), ("fish", "berth.fish"):
        (made / file).write_text(berth("completion", shell), encoding="utf-8")
    (made / "folder").mkdir()
    (made / "file.pem").touch()
    return made


def completed(*command: str, folder: pathlib.Path, home: pathlib.Path) -> list[str]:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True,
                          env=ENVIRONMENT | {"HOME": str(home), "TERM": "dumb"})
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize("line,expected", [
    *COMPLETED,
    (["berth", "config", "-"], ["--help"]),
    (["berth", "serve", "--log-level", "=", "w"], ["warning"]),
    (["berth", "serve", "--log-level", "="], ["debug", "info", "warning", "error"]),
], ids=" ".join)
def test_bash_completes(folder, tmp_path, line, expected):
    words = completed(
        "bash", "-euo", "pipefail", "-c",
        'source ./completion; COMP_WORDS=("$@") COMP_CWORD=$(($#-1)); _berth; '
        'printf "%s\\n" "${COMPREPLY[@]}"', "-", *line, folder=folder, home=tmp_path)
    # Where a command can come, an option can as well; other shells wait for the first dash.
    assert [word for word in words if word and (word != "--help" or line[-1] == "-")] == expected


@pytest.mark.parametrize("line,expected", [
    *COMPLETED,
    (["berth", "config", "-"], ["--help"]),
    (["berth", "serve", "--log-level=w"], ["--log-level=warning"]),
    (["berth", "backup", "fold"], ["folder/"]),
], ids=" ".join)
def test_fish_completes(folder, tmp_path, line, expected):
    words = completed("fish", "--no-config", "--command",
                      f"source berth.fish; complete --do-complete {shlex.quote(' '.join(line))}",
                      folder=folder, home=tmp_path)
    found = [word.partition("\t")[0].removesuffix("/") for word in words]
    assert sorted(found) == sorted(word.removesuffix("/") for word in expected)


# Completes what is left of the cursor as after Tab, and writes the words that could come there.
ZSH = r"""
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell '
  PS1= fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D
  compadd() {
    [[ "$*" == *-[OAD]\ * ]] && { builtin compadd "$@"; return; }
    local -a matched; builtin compadd -O matched "$@"; print -l -- $matched >>~/words
    builtin compadd "$@"
  }
  complete-and-end() { zle complete-word; print -n >~/end }
  zle -N complete-and-end; bindkey "^I" complete-and-end; print >~/ready'
while [[ ! -e ~/ready ]] { zpty -t shell || exit 1; zpty -r -t shell ignored; sleep 0.01 }
zpty -w -n shell "$1"$'\t'
while [[ ! -e ~/end ]] { zpty -t shell || exit 1; zpty -r -t shell ignored; sleep 0.01 }
[[ ! -e ~/words ]] || cat ~/words
"""


@pytest.mark.parametrize("line,expected", [
    *COMPLETED,
    (["berth", "config", "-"], ["--help"]),
    (["berth", "serve", "--log-level=w"], ["warning"]),
    (["berth", "backup", "fold"], ["folder"]),
], ids=" ".join)
def test_zsh_completes(folder, tmp_path, line, expected):
    words = completed("zsh", "-f", "-c", ZSH, "-", " ".join(line), folder=folder, home=tmp_path)
    assert sorted({word for word in words if word}) == sorted(expected)
