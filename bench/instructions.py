#!/usr/bin/python3
"""Counts the instructions that the server needs for one request, by valgrind's callgrind: the same on
a busy machine as on an idle one, so that it shows what a change costs where times are too uneven.
Instructions of the kernel are not in it.

usage: instructions.py [--baseline FILE] [--requests N] [--binary FILE]
"""

import argparse
import os
import pathlib
import re
import subprocess
import tempfile
from collections.abc import Callable

import find_support  # noqa: F401  (makes `support` importable)
from peers import Baseline, Berth
from support import aws
from support.images import make_image
from support.matching import found

REPOSITORY = "counted"
TAGS = 150
PAGE = 100
WARM_UP = 20  # an answer is kept when it is made, a large one when it is made again
PUSHES = 20


class UnderCallgrind(Berth):
    """The program of a build, under callgrind, with one thread for each kind of work."""

    def __init__(self, kind: type[Berth], directory: pathlib.Path, out: pathlib.Path):
        super().__init__(directory)
        self.binary = kind.binary
        self._out = out

    def command(self) -> list:
        return ["valgrind", "--quiet", "--tool=callgrind", "--instr-atstart=no",
                f"--callgrind-out-file={self._out}", *super().command(), "--gc", "off",
                "--io-threads", "1", "--workers", "2"]


class Counted:
    """A server under callgrind, of whichever build."""

    def __init__(self, kind: type[Berth], directory: pathlib.Path):
        self._out = directory / "callgrind"
        self.server = UnderCallgrind(kind, directory, self._out)

    def _control(self, *words: str) -> None:
        subprocess.run(["callgrind_control", *words, str(self.server.process.pids()[0])],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)

    def count(self, work: Callable[[], None], times: int) -> int:
        """Instructions of one `work`, on average."""
        self._control("-i", "on")
        for _ in range(times):
            work()
        self._control("-d")
        self._control("-i", "off")
        newest = max(self._out.parent.glob(f"{self._out.name}.*"),
                     key=lambda file: int(file.suffix.removeprefix(".")))
        text = newest.read_text(encoding="utf-8")
        return int(found(r"^totals: (\d+)", text, re.MULTILINE)) // times


def measure(kind: type[Berth], requests: int) -> dict[str, int]:
    """By the kind of request."""
    with tempfile.TemporaryDirectory() as directory:
        counted = Counted(kind, pathlib.Path(directory))
        with counted.server as server, server.client() as oci:
            path = server.repository(REPOSITORY)
            image = make_image()
            oci.push(path, image, "v0")
            for number in range(1, TAGS):
                oci.tag(path, image, f"v{number}")
            ecr = aws.make_client(server)

            def push() -> None:
                oci.push(path, make_image(), "new" + os.urandom(4).hex())

            work = {
                "GET manifest by tag, kept": lambda: oci.get_manifest(path, "v1"),
                "HEAD manifest by tag, kept":
                    lambda: oci.request("HEAD", f"/v2/{path}/manifests/v2"),
                f"tags/list?n={PAGE}, kept":
                    lambda: oci.request("GET", f"/v2/{path}/tags/list?n={PAGE}"),
                "GET blob, kept": lambda: oci.get_blob(path, image.config.digest),
                "HEAD blob":
                    lambda: oci.request("HEAD", f"/v2/{path}/blobs/{image.config.digest}"),
                f"DescribeImageTags, {PAGE} tags, kept":
                    lambda: ecr.describe_image_tags(repositoryName=REPOSITORY, maxResults=PAGE),
            }
            counts = {}
            for name, ask in work.items():
                for _ in range(WARM_UP):
                    ask()
                counts[name] = counted.count(ask, requests)
            counts["push of a new image"] = counted.count(push, PUSHES)
            aws.close_clients()
            return counts


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--baseline", type=pathlib.Path, help="another build of berth")
    parser.add_argument("--binary", type=pathlib.Path, help="instead of build/release/berth")
    parser.add_argument("--requests", type=int, default=200, help="of each kind")
    options = parser.parse_args()
    if options.binary:
        Berth.binary = options.binary.resolve()
    counts = measure(Berth, options.requests)
    before = {}
    if options.baseline:
        Baseline.binary = options.baseline.resolve()
        before = measure(Baseline, options.requests)
    print("| request | instructions | before | ratio |\n| --- | --: | --: | --: |")
    for name, count in counts.items():
        was = before.get(name)
        print(f"| {name} | {count:,} | {was:,} | {count / was:.2f} |" if was else
              f"| {name} | {count:,} | | |")


if __name__ == "__main__":
    main()
