#!/usr/bin/python3
"""Runs the C++ tests of a build, and Python tests against its berth, and adds up the results.

usage: run_tests.py BUILD_DIRECTORY SUITE...

A suite is "ctest", a path for pytest, or PYTHON:PATH for the pytest of another Python.

The last line is "N passed, N failed"; the exit code is 0 only if nothing failed. Skipped counts as
failed: a test that did not run has shown nothing. So does a suite of nothing, and a runner that says
so without naming a test.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
from typing import Any

# Variables by which the machine, or the user, would decide what a test sees: settings of the
# clients, of the test runners and of berth, but for the suite's own.
FOREIGN = re.compile(r"AWS_|BOTO|BERTH_(?!TEST_)|DOCKER_|BUILDKIT_|CONTAINERS?_|REGISTRY_AUTH_FILE$|"
                     r"XDG_|GTEST_|PYTEST_|PYTHON|MAKE|MFLAGS$|LC_|LANG|TZ$|(?i:no_proxy)$")
# What they are instead. No request to a server under test goes through a proxy of the machine.
OURS = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONUTF8": "1",
        "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "localhost,127.0.0.1,::1", "no_proxy": "localhost,127.0.0.1,::1"}
UMASK = 0o022
# A test waits for servers and clients more than it computes.
PYTHON_TESTS_PER_CORE = 2


def environment() -> dict[str, str]:
    """The environment of a suite: the same on every machine, in all that matters."""
    return {name: value for name, value in os.environ.items()
            if not FOREIGN.match(name)} | OURS


def run(command: list, junit_file: pathlib.Path, **options: Any) -> tuple[int, int]:
    """(passed, failed) of a runner that writes a JUnit file."""
    junit_file.unlink(missing_ok=True)
    status = subprocess.run(command, check=False, umask=UMASK, **options).returncode
    passed, failed = count(junit_file)
    if failed == 0 and (status != 0 or passed == 0):
        print(f"{command[0]} ended with {status} after {passed} tests, none of which failed",
              flush=True)
        failed = 1
    return passed, failed


def count(junit_file: pathlib.Path) -> tuple[int, int]:
    """(passed, failed) in a JUnit file; (0, 0) if it does not exist."""
    if not junit_file.exists():
        return 0, 0
    passed = failed = 0
    for case in xml.etree.ElementTree.parse(junit_file).iter("testcase"):
        bad = any(case.find(tag) is not None for tag in ("failure", "error", "skipped"))
        failed += bad
        passed += not bad
    return passed, failed


def run_ctest(build: pathlib.Path) -> tuple[int, int]:
    junit_file = (build / "ctest.xml").resolve()
    jobs = str(os.cpu_count() or 1)
    return run(["ctest", "--test-dir", build, "--output-on-failure", "--progress", "-j", jobs,
                "--no-tests=error", "--output-junit", junit_file], junit_file, env=environment())


def run_pytest(build: pathlib.Path, python: str, paths: list[str]) -> tuple[int, int]:
    junit_file = build / "pytest.xml"
    # Short: podman takes no runroot of more than 50 characters.
    folder = tempfile.mkdtemp(prefix="berth-")
    command = [python, "-m", "pytest", "-q", "-ra", "--durations=10", f"--basetemp={folder}",
               f"--junitxml={junit_file}", *paths]
    if python == sys.executable:  # Debian's pytest, with Debian's xdist
        # The tests of a file share its server.
        command += [f"--numprocesses={PYTHON_TESTS_PER_CORE * (os.cpu_count() or 1)}",
                    "--dist=loadfile"]
    passed, failed = run(command, junit_file,
                         env={**environment(), "BERTH_BINARY": str((build / "berth").resolve())})
    if failed == 0:  # else somebody may want to see what a server left
        shutil.rmtree(folder, ignore_errors=True)
    return passed, failed


def main() -> int:
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    build = pathlib.Path(sys.argv[1])
    suites = sys.argv[2:]
    results = []
    if "ctest" in suites:
        suites.remove("ctest")
        results.append(run_ctest(build))
    paths_by_python: dict[str, list[str]] = {}
    for suite in suites:
        python, _, path = suite.rpartition(":")
        paths_by_python.setdefault(python or sys.executable, []).append(path)
    for python, paths in paths_by_python.items():
        results.append(run_pytest(build, python, paths))
    passed = sum(result[0] for result in results)
    failed = sum(result[1] for result in results)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
