"""What cmake/hardening.cmake asks of the compiler and the linker is in the program that ships."""

import re
import subprocess

import pytest
from support.server import BINARY


def readelf(*options: str) -> str:
    return subprocess.run(["readelf", "--wide", *options, BINARY], capture_output=True, text=True,
                          check=True).stdout


@pytest.fixture(scope="module")
def imported() -> set[str]:
    """Functions that the program takes from libraries."""
    return set(re.findall(r" UND (\w+)", readelf("--dyn-syms")))


@pytest.fixture(scope="module")
def segments() -> dict[str, str]:
    """Their flags by their types."""
    return {line.split()[0]: line[line.rindex("0x"):] for line in
            readelf("--program-headers").splitlines() if re.match(r" +[A-Z_]+ +0x", line)}


def test_the_stack_is_protected_by_canaries(imported):
    assert "__stack_chk_fail" in imported


def test_functions_of_libc_check_the_bounds_of_objects(imported):
    checked = {name for name in imported if re.fullmatch(r"__\w+_chk", name)}
    assert checked - {"__longjmp_chk"}


def test_operators_of_the_standard_library_check_their_bounds(imported):
    assert any("glibcxx_assert_fail" in name for name in imported)


def test_what_the_loader_writes_is_read_only_once_it_has_started(segments):
    assert "GNU_RELRO" in segments
    assert "BIND_NOW" in readelf("--dynamic")


def test_it_lies_at_an_address_that_changes_with_each_start():
    assert re.search(r"Type: +DYN \(Position-Independent Executable", readelf("--file-header"))


def test_nothing_is_writable_and_executable(segments):
    assert "E" not in segments["GNU_STACK"]
    for line in readelf("--program-headers").splitlines():
        assert not re.match(r" +LOAD .* RWE ", line), line


def test_a_large_frame_touches_each_page_of_the_stack_on_its_way():
    """-fstack-clash-protection leaves no name behind, only what it does: `orq $0x0,(%rsp)`."""
    code = subprocess.run(["objdump", "--disassemble", "--no-show-raw-insn", BINARY],
                          capture_output=True, text=True, check=True).stdout
    assert re.search(r"orq +\$0x0,(0x0)?\(%rsp\)", code)


def test_no_path_of_the_machine_that_built_it_is_in_it():
    content = BINARY.read_bytes()
    assert str(BINARY.parent).encode() not in content
    assert str(BINARY.parent.parent.parent).encode() + b"/src" not in content
