"""`make install`: where it puts the program, and that it is the one which was built."""

import os
import subprocess

import pytest
from support.server import ROOT

BUILT = ROOT / "build/release/berth"


def make(*arguments: str) -> str:
    """What it says. Of the environment only PATH: PREFIX may be in it, or options of a make."""
    return subprocess.run(["make", *arguments], cwd=ROOT, env={"PATH": os.environ["PATH"]},
                          capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("options,installed", [
    ([], "usr/local/bin/berth"),
    (["PREFIX=/opt/berth"], "opt/berth/bin/berth"),
], ids=["by default", "PREFIX"])
def test_the_program_that_was_built_is_installed(tmp_path, options, installed):
    make("install", f"DESTDIR={tmp_path}", *options)
    program = tmp_path / installed
    assert program.stat().st_mode & 0o777 == 0o755
    assert program.read_bytes() == BUILT.read_bytes()
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [program]


def test_it_is_built_if_it_is_not_there(tmp_path):
    *before, last = make("--dry-run", "--always-make", "install",
                         f"DESTDIR={tmp_path}").splitlines()
    assert "cmake --build --preset release --target berth" in before
    assert last == f"install -D -m 755 build/release/berth {tmp_path}/usr/local/bin/berth"


def test_what_was_built_is_not_built_again(tmp_path):
    assert make("--dry-run", "install", f"DESTDIR={tmp_path}").splitlines() == [
        f"install -D -m 755 build/release/berth {tmp_path}/usr/local/bin/berth"]
