#!/usr/bin/python3
"""Runs the C++ tests of a build, and Python tests against its berth, and adds up the results.

usage: run_tests.py BUILD_DIRECTORY SUITE...

A suite is "ctest", a path for pytest, or PYTHON:PATH for the pytest of another Python.

The last line is "N passed, N failed"; the exit code is 0 only if nothing failed. Skipped counts as
failed: a test that did not run has shown nothing.
"""

import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree


def count(junit_file: pathlib.Path) -> tuple[int, int]:
    """(passed, failed) in a JUnit file; no file means its runner broke down: one failure."""
    if not junit_file.exists():
        return 0, 1
    passed = failed = 0
    for case in xml.etree.ElementTree.parse(junit_file).iter("testcase"):
        bad = any(case.find(tag) is not None for tag in ("failure", "error", "skipped"))
        failed += bad
        passed += not bad
    return passed, failed


def run_ctest(build: pathlib.Path) -> tuple[int, int]:
    junit_file = (build / "ctest.xml").resolve()
    junit_file.unlink(missing_ok=True)
    jobs = str(os.cpu_count() or 1)
    subprocess.run(["ctest", "--test-dir", build, "--output-on-failure", "--progress", "-j", jobs,
                    "--no-tests=error", "--output-junit", junit_file], check=False)
    return count(junit_file)


def run_pytest(build: pathlib.Path, python: str, paths: list[str]) -> tuple[int, int]:
    junit_file = build / "pytest.xml"
    junit_file.unlink(missing_ok=True)
    subprocess.run([python, "-m", "pytest", "-q", "-ra", "--durations=10",
                    f"--junitxml={junit_file}", *paths],
                   env={**os.environ, "BERTH_BINARY": str((build / "berth").resolve())},
                   check=False)
    return count(junit_file)


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
