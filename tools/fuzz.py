#!/usr/bin/python3
"""Runs the fuzz targets of build/asan, one for each core at a time, or keeps what they found.

usage: fuzz.py [--seconds N] [TARGET...]     over the corpus, and on for N seconds each
       fuzz.py --keep [TARGET...]            adds inputs that reach new code to the kept corpus

What is found on the way gathers in build/fuzz/corpus/, inputs that break a property or crash in
build/fuzz/findings/. The last line is "N passed, N failed", a target each; the exit code is 0 only
if nothing failed and something was run.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = ROOT / "build" / "asan"
WORK = ROOT / "build" / "fuzz"
SOURCE = ROOT / "tests" / "fuzz"

MAX_INPUT_BYTES = 4_096       # libFuzzer's own default
# Where a limit lies beyond that, a little more than the limit.
LONG_INPUT_BYTES = {"chunked_body": 9_000, "request_head": 33_000}
MAX_KEPT_INPUT_BYTES = 1_000  # kept inputs are read by people
INPUT_TIMEOUT_S = 30          # what takes longer is a hang, on a busy machine, too
MEMORY_LIMIT_MB = 2_048


def all_targets() -> list[str]:
    return sorted(path.name.removesuffix("_fuzz.cpp") for path in SOURCE.glob("*_fuzz.cpp"))


def run_target(target: str, arguments: list[str]) -> tuple[int, str]:
    """(exit code, what libFuzzer said)"""
    command = [str(PROGRAMS / f"fuzz_{target}"), f"-timeout={INPUT_TIMEOUT_S}",
               f"-rss_limit_mb={MEMORY_LIMIT_MB}", *arguments]
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, text=True,
                          errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def count_runs(said: str) -> int:
    found = re.search(r"stat::number_of_executed_units: (\d+)", said)
    return int(found[1]) if found else 0


def fuzz(target: str, seconds: int) -> bool:
    found = WORK / "corpus" / target
    findings = WORK / "findings" / target
    for folder in (found, findings):
        folder.mkdir(parents=True, exist_ok=True)
    known = set(findings.iterdir())
    max_bytes = LONG_INPUT_BYTES.get(target, MAX_INPUT_BYTES)
    arguments = [f"-max_len={max_bytes}", f"-artifact_prefix={findings}/", "-verbosity=0",
                 "-print_final_stats=1"]
    # Without time to go on, the corpus is run and nothing else.
    arguments.append(f"-max_total_time={seconds}" if seconds > 0 else "-runs=0")
    dictionary = SOURCE / f"{target}.dict"
    if dictionary.exists():
        arguments.append(f"-dict={dictionary}")
    seeds = SOURCE / "corpus" / target
    status, said = run_target(target, [*arguments, str(found), str(seeds)])
    runs = count_runs(said)
    if status == 0 and runs >= len(list(seeds.iterdir())):
        print(f"{target}: {runs} inputs", flush=True)
        return True
    lines = [said]
    for reproducer in sorted(set(findings.iterdir()) - known):
        again = shlex.join([str(PROGRAMS / f"fuzz_{target}"), str(reproducer)])
        lines.append(f"{target}: found {reproducer}\n  again: {again}")
    lines.append(f"{target}: FAILED with exit code {status} after {runs} inputs")
    print("\n".join(lines), flush=True)  # at once: other targets print, too
    return False


def keep(target: str) -> bool:
    found = WORK / "corpus" / target
    if not found.is_dir():
        print(f"{target}: nothing was found yet")
        return True
    small = WORK / "small" / target
    small.mkdir(parents=True, exist_ok=True)
    for path in small.iterdir():
        path.unlink()
    for path in found.iterdir():
        if path.stat().st_size <= MAX_KEPT_INPUT_BYTES:
            (small / path.name).write_bytes(path.read_bytes())
    # One input for each branch, and not one for each number of times that it may be taken.
    status, said = run_target(target, ["-merge=1", "-use_counters=0",
                                       str(SOURCE / "corpus" / target), str(small)])
    if status != 0:
        print(said)
    return status == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=10, help="of fuzzing, for each target")
    parser.add_argument("--keep", action="store_true", help="keep what was found")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="all, if none is named")
    options = parser.parse_args()
    targets = options.targets or all_targets()
    unknown = sorted(set(targets) - set(all_targets()))
    if unknown:
        parser.error(f"no target {' '.join(unknown)}; there are: {' '.join(all_targets())}")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(keep if options.keep else
                                lambda target: fuzz(target, options.seconds), targets))
    print(f"{results.count(True)} passed, {results.count(False)} failed", flush=True)
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
