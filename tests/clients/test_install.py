"""`make install`: where it puts the program, and that it is the one which was built."""

import os
import pathlib
import subprocess

import pytest
from support.matching import found
from support.server import ROOT

BUILT = ROOT / "build/release/berth"
HELPER = ROOT / "packaging/docker-credential-berth"


def make(*arguments: str) -> str:
    """Its output. Its environment is only PATH: ours may have PREFIX, or options of a make."""
    return subprocess.run(["make", *arguments], cwd=ROOT, env={"PATH": os.environ["PATH"]},
                          capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("options,installed", [
    ([], "usr/local/bin"),
    (["PREFIX=/opt/berth"], "opt/berth/bin"),
], ids=["by default", "PREFIX"])
def test_the_program_that_was_built_is_installed_with_its_credential_helper(tmp_path, options,
                                                                            installed):
    make("install", f"DESTDIR={tmp_path}", *options)
    programs = {tmp_path / installed / file.name: file for file in (BUILT, HELPER)}
    for program, source in programs.items():
        assert program.stat().st_mode & 0o777 == 0o755
        assert program.read_bytes() == source.read_bytes()
    assert {file for file in tmp_path.rglob("*") if file.is_file()} == programs.keys()


def installing(folder: pathlib.Path) -> str:
    """The one command that does it."""
    return (f"install -D -m 755 -t {folder}/usr/local/bin build/release/berth "
            "packaging/docker-credential-berth")


def test_it_is_built_if_it_is_not_there(tmp_path):
    *before, last = make("--dry-run", "--always-make", "install",
                         f"DESTDIR={tmp_path}").splitlines()
    assert any(line.endswith("cmake --build --preset release --target berth") for line in before)
    assert last == installing(tmp_path)


def test_what_was_built_is_not_built_again(tmp_path):
    assert make("--dry-run", "install", f"DESTDIR={tmp_path}").splitlines() == [
        installing(tmp_path)]


def test_the_debian_package_is_built_from_what_make_installs():
    setup = (ROOT / "tools/setup.sh").read_text(encoding="utf-8")
    control = (ROOT / "packaging/debian/control").read_text(encoding="utf-8")
    wanted = found(r"(?s)Build-Depends: (.*?)\n\n", control)
    packages = {entry.split()[0].partition(":")[0] for entry in wanted.split(",")}
    assert set(found(r"(?s)\nbuild=\((.*?)\)", setup).split()) == packages - {
        "debhelper-compat", "python3"}
