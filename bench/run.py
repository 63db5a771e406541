#!/usr/bin/python3
"""Measures Berth and other registries side by side on loopback, and writes
bench/results/<date>-<commit>.md.

usage: run.py [--only PATTERN,...] [--peers NAME,...] [--rounds N] [--seconds S] [--minutes M]
              [--max-tags N] [--baseline FILE] [--output DIRECTORY] [--list]
"""

import argparse
import datetime
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import types

import find_support  # noqa: F401  (makes `support` importable)
import report
from peers import PEERS, Baseline, Peer
from runner import Runner
from support.server import ROOT
from workloads import WORKLOADS, Settings

DEFAULT_ROUNDS, DEFAULT_SECONDS, DEFAULT_MINUTES, DEFAULT_MAX_TAGS = 5, 0.7, 25, 1_000_000


def installed(peers: list[type[Peer]], names: list[str]) -> tuple[list[type[Peer]], dict[str, str]]:
    """(peers that can be started, why the others cannot)."""
    ready, missing = [], {}
    for peer in peers:
        if names and peer.name not in names:
            continue
        print(f"  installing {peer.name}", file=sys.stderr, flush=True)
        try:
            peer.install()
            ready.append(peer)
        except RuntimeError as reason:
            missing[peer.name] = str(reason)
            print(f"    {reason}", file=sys.stderr, flush=True)
    return ready, missing


def commit_of_tree() -> str:
    done = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"],
                          capture_output=True, text=True, check=False)
    text = done.stdout.strip()
    return text if re.fullmatch(r"[\w.-]+", text) else "uncommitted"


def names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="", help="names of workloads or cases, with * and ?")
    parser.add_argument("--peers", default="", help="names, by default all")
    parser.add_argument("--baseline", type=pathlib.Path,
                        help="another build of berth, as a peer called berth-before")
    parser.add_argument("--rounds", type=int, default=DEFAULT_ROUNDS)
    parser.add_argument("--seconds", type=float, default=DEFAULT_SECONDS,
                        help="of each measurement")
    parser.add_argument("--minutes", type=float, default=DEFAULT_MINUTES,
                        help="no round begins that would not be over by then, and no workload later")
    parser.add_argument("--max-tags", type=int, default=DEFAULT_MAX_TAGS,
                        help="leave out what needs more of them")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "bench/results")
    parser.add_argument("--list", action="store_true", help="only say what there is")
    return parser.parse_args()


def end(number: int, _frame: types.FrameType | None) -> None:
    """By exception: whatever was started is ended, and not a second time in the middle of that."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(128 + number)


def main() -> int:
    options = parse_options()
    if options.list:
        for workload in WORKLOADS:
            print(workload.name, *(f"  {case.name}: {case.title}" for case in workload.cases()),
                  sep="\n")
        return 0
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    deadline = time.monotonic() + options.minutes * 60
    peers = PEERS
    if options.baseline:
        Baseline.binary = options.baseline
        peers = [PEERS[0], Baseline, *PEERS[1:]]
    ready, missing = installed(peers, names(options.peers))
    with tempfile.TemporaryDirectory(prefix="berth-bench-") as directory:
        settings = Settings(pathlib.Path(directory), options.seconds, options.max_tags)
        runner = Runner(WORKLOADS, ready, settings, names(options.only))
        runner.run(options.rounds, deadline)
        # Before the directory is removed: that takes a while, and someone may be waiting.
        text = report.write(runner.results, ready, missing, commit_of_tree(), options.seconds)
        options.output.mkdir(parents=True, exist_ok=True)
        file = options.output / f"{datetime.date.today()}-{commit_of_tree()}.md"
        file.write_text(text, encoding="utf-8")
        print(text, flush=True)
    return 1 if any(peer == "berth" for _, peer in runner.results.wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
