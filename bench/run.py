#!/usr/bin/python3
"""Measures a berth and an nginx that serves the same bytes from files, one after the other, on
loopback, and writes bench/results/<date>-<commit>.md.

usage: run.py [--seconds N] [--output DIRECTORY]
"""

import argparse
import datetime
import itertools
import os
import pathlib
import platform
import re
import statistics
import subprocess
import tempfile
import time
from typing import NamedTuple

from load import NGINX, Cost, Nginx, Request, repeat, resident_mib, wrk, wrk_script
from seed import add_repositories, add_tags
from support import aws
from support.images import make_image
from support.oci import OciClient
from support.server import ALIAS, BINARY, ROOT, Server

CONNECTIONS = 64
BLOB_BYTES = 64 << 20
BLOB_CONNECTIONS = 4
PUSH_THREADS = 4
FEW_TAGS, MANY_TAGS = 1_000, 1_000_000
PAGE_SIZE = 1000
LIST_PAGE_SIZE = 100
FEW_LISTED, MANY_IMAGES, MANY_REPOSITORIES = 100, 100_000, 10_000
# As many different questions with the same answer that no cache remembers the first one when it is
# asked again: what an answer costs that was not given before.
MANIFEST_VARIANTS, PAGE_VARIANTS, LIST_VARIANTS = 60_000, 200, 2_000
STARTS = 5
PATH = f"{ALIAS}/bench"


class Row(NamedTuple):
    name: str
    berth: Cost
    nginx: Cost | None
    target: str


class Bench:
    def __init__(self, directory: pathlib.Path, seconds: int):
        self.directory = directory
        self.seconds = seconds
        self.server = Server(directory, "--log-level", "warning")
        self.image = make_image()
        self.blob = os.urandom(BLOB_BYTES)
        self.rows: list[Row] = []
        self.facts: list[tuple[str, str, str]] = []  # (what, measured, target)

    def run(self) -> None:
        with self.server:
            time.sleep(1)
            self.facts.append(("idle memory of a new server",
                               f"{resident_mib(self.server.pid):.1f} MiB", "< 25 MB"))
            self._seed()
        added = [add_tags(self.server.data_dir, "few", FEW_TAGS),
                 add_tags(self.server.data_dir, "many", MANY_TAGS)]
        assert added == [FEW_TAGS, MANY_TAGS]
        self._measure_start()
        with self.server, Nginx(self.directory / "nginx") as nginx:
            self.facts.append(("idle memory with a million tags",
                               f"{resident_mib(self.server.pid):.1f} MiB", "< 25 MB"))
            self._measure_reads(nginx)
            self._measure_lists(nginx)
            self._measure_writes(nginx)
            self.facts.append(("memory after all of this",
                               f"{resident_mib(self.server.pid):.1f} MiB", ""))
        self._measure_growth()

    def _seed(self) -> None:
        ecr = aws.make_client(self.server)
        self.password = aws.login_password(ecr)
        with OciClient(self.server.address, self.password) as oci:
            self.bearer = {"Authorization": "Bearer " + oci.bearer()}
            for name in "bench", "few", "many":
                ecr.create_repository(repositoryName=name)
                oci.push(f"{ALIAS}/{name}", self.image, "0000000")
            self.blob_digest = oci.push_blob(PATH, self.blob)

    def _measure_growth(self) -> None:
        few = self._list_costs(FEW_LISTED, FEW_LISTED)
        many = self._list_costs(MANY_REPOSITORIES, MANY_IMAGES)
        for operation, total in (("DescribeRepositories", MANY_REPOSITORIES),
                                 ("DescribeImages", MANY_IMAGES)):
            self.facts.append((
                f"{operation}, page of {LIST_PAGE_SIZE} of {total:,} against one of {FEW_LISTED}",
                f"{many[operation]:.0f} us / {few[operation]:.0f} us ="
                f" {many[operation] / few[operation]:.2f}x", "1.3x"))

    def _list_costs(self, repositories: int, images: int) -> dict[str, float]:
        """CPU of a page asked for the first time, in a server of its own, by operation."""
        directory = self.directory / f"lists-{repositories}"
        directory.mkdir()
        server = Server(directory, "--log-level", "warning")
        with server:
            ecr = aws.make_client(server)
            ecr.create_repository(repositoryName="listed")
            with OciClient(server.address, aws.login_password(ecr)) as oci:
                oci.push(f"{ALIAS}/listed", self.image, "0000000")
        add_repositories(server.data_dir, "listed", repositories - 1)
        add_tags(server.data_dir, "listed", images)
        costs = {}
        with server:
            for operation, parameters in (("DescribeRepositories", b""),
                                          ("DescribeImages", b'"repositoryName":"listed",')):
                requests = [
                    self._signed(server, operation, b'{%s"maxResults":%d,"variant":%d}' % (
                        parameters, LIST_PAGE_SIZE, i)) for i in range(LIST_VARIANTS)]
                answer = aws.post(server, requests[0].body, requests[0].headers).json()
                [listed] = [value for value in answer.values() if isinstance(value, list)]
                assert len(listed) == LIST_PAGE_SIZE
                script = wrk_script(directory / "list.lua", requests)
                costs[operation] = self._wrk(
                    server.pid, server.url + "/", script=script).cpu_us_per_request
        return costs

    def _measure_start(self) -> None:
        times_ms = []
        for _ in range(STARTS):
            began = time.monotonic()
            self.server.start()
            times_ms.append((time.monotonic() - began) * 1000)
            self.server.stop()
        self.facts.append(("start with a million tags, until /healthz answers",
                           f"{statistics.median(times_ms):.0f} ms (median of {STARTS})", "< 100 ms"))

    def _file(self, nginx: Nginx, name: str, content: bytes) -> str:
        (nginx.root / name).write_bytes(content)
        return f"{nginx.url}/{name}"

    def _wrk(self, pid: int, url: str, connections: int = CONNECTIONS, **options) -> Cost:
        return wrk(pid, url, connections=connections, duration_s=self.seconds, **options)

    def _measure_reads(self, nginx: Nginx) -> None:
        server = self.server
        headers = self.bearer | {"Accept": self.image.manifest.media_type}
        self.rows.append(Row(
            "GET manifest by tag",
            self._wrk(server.pid, f"{server.url}/v2/{PATH}/manifests/0000000", headers=headers),
            self._wrk(nginx.pid, self._file(nginx, "manifest", self.image.manifest.content)),
            "2.0x"))
        firsts = [Request("GET", f"/v2/{PATH}/manifests/0000000?x={i:0100}", headers)
                  for i in range(MANIFEST_VARIANTS)]
        self.rows.append(Row(
            "the same, asked for the first time",
            self._wrk(server.pid, server.url,
                      script=wrk_script(self.directory / "manifests.lua", firsts)),
            self.rows[-1].nginx, ""))
        self.rows.append(Row(
            "GET blob, 64 MiB",
            self._wrk(server.pid, f"{server.url}/v2/{PATH}/blobs/{self.blob_digest}",
                      BLOB_CONNECTIONS, headers=self.bearer),
            self._wrk(nginx.pid, self._file(nginx, "blob", self.blob), BLOB_CONNECTIONS),
            "1.1x"))

    def _page_request(self, repository: str, variant: int) -> Request:
        body = b'{"repositoryName":"%s","maxResults":%d,"variant":%d}' % (
            repository.encode(), PAGE_SIZE, variant)  # unknown members are ignored
        return self._signed(self.server, "DescribeImageTags", body)

    @staticmethod
    def _signed(server: Server, operation: str, body: bytes) -> Request:
        # Signed once, a moment ago: a signature is good for 15 minutes.
        return Request("POST", "/", aws.signed_headers(server, operation, body), body)

    def _ask(self, name: str, requests: list[Request]) -> Cost:
        script = wrk_script(self.directory / f"{name}.lua", requests)
        return self._wrk(self.server.pid, self.server.url + "/", script=script)

    def _measure_lists(self, nginx: Nginx) -> None:
        costs = {}
        for repository, tags in ("few", FEW_TAGS), ("many", MANY_TAGS):
            requests = [self._page_request(repository, i) for i in range(PAGE_VARIANTS)]
            answer = aws.post(self.server, requests[0].body, requests[0].headers)
            assert len(answer.json()["imageTagDetails"]) == PAGE_SIZE
            name = f"DescribeImageTags, page of {PAGE_SIZE:,} of {tags:,}"
            served = self._wrk(nginx.pid, self._file(nginx, repository, answer.body))
            self.rows.append(Row(name, self._ask(repository, requests[:1]), served, "800 us"))
            costs[repository] = self._ask(repository, requests)
            self.rows.append(Row("the same, asked for the first time", costs[repository], served,
                                 "800 us"))
        ratio = costs["many"].cpu_us_per_request / costs["few"].cpu_us_per_request
        self.facts.append(("a page of 1,000,000 tags against one of 1,000", f"{ratio:.2f}x",
                           "1.2x"))

    def _measure_writes(self, nginx: Nginx) -> None:
        numbers = itertools.count()

        def blob_pusher():
            oci = OciClient(self.server.address, self.password)
            return lambda: oci.push_blob(PATH, self.blob)

        def image_pusher():
            oci = OciClient(self.server.address, self.password)
            return lambda: oci.push(PATH, make_image(), f"pushed-{next(numbers)}")

        def file_putter(contents):
            oci = OciClient(nginx.address)

            def put():
                for content in contents():
                    response = oci.send("PUT", f"/put/{next(numbers)}", content)
                    assert response.status == 201, response
                (nginx.root / "put" / str(next(numbers) - 1)).unlink(missing_ok=True)
            return put

        def small():
            image = make_image()
            return [*(blob.content for blob in image.blobs), image.manifest.content]

        def measure(pid, make_worker, threads):
            return repeat(pid, make_worker, threads=threads, duration_s=self.seconds)

        self.rows.append(Row(
            "PUT blob, 64 MiB", measure(self.server.pid, blob_pusher, 1),
            measure(nginx.pid, lambda: file_putter(lambda: [self.blob]), 1), ""))
        self.rows.append(Row(
            "push of a small image", measure(self.server.pid, image_pusher, PUSH_THREADS),
            measure(nginx.pid, lambda: file_putter(small), PUSH_THREADS), ""))


def output_of(*command) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---", *["--:"] * (len(header) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"


def report(bench: Bench, commit: str) -> str:
    rows = []
    for row in bench.rows:
        ratio = row.berth.cpu_us_per_request / max(row.nginx.cpu_us_per_request, 1e-9)
        rows.append([row.name, number(row.berth.cpu_us_per_request),
                     number(row.nginx.cpu_us_per_request), f"{ratio:.2f}x", row.target,
                     number(row.berth.requests_per_s), number(row.nginx.requests_per_s)])
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())[1]
    return "\n".join([
        f"# {datetime.date.today()}, {commit}", "",
        f"* machine: {cpu}, {os.cpu_count()} cores, Linux {platform.release()}",
        f"* berth {output_of(BINARY, '--version')}, release build, defaults, logs from warning on;"
        f" {output_of(NGINX, '-v')}, one process, no access log, files in its page cache",
        f"* load from the same machine over loopback: {output_of('wrk', '-v').splitlines()[0]}, one"
        f" thread, {CONNECTIONS} connections ({BLOB_CONNECTIONS} for blobs); pushes from a Python"
        f" client, 1 thread for blobs, {PUSH_THREADS} for images; {bench.seconds} s each",
        "* CPU is user and system time of the server process by request; load generator and server"
        " share the cores, so requests/s are a comparison within this table only",
        "* nginx does less: it checks no signature or token, and neither hashes nor syncs what it is"
        " sent", "",
        table(["", "berth, CPU us", "nginx, CPU us", "ratio", "aim", "berth, /s", "nginx, /s"],
              rows),
        table(["", "measured", "aim"], [list(fact) for fact in bench.facts])])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "bench/results")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="berth-bench-") as directory:
        bench = Bench(pathlib.Path(directory), options.seconds)
        bench.run()
    commit = output_of("git", "-C", ROOT, "describe", "--always", "--dirty")
    if not re.fullmatch(r"[\w-]+", commit):  # not in a clone
        commit = "uncommitted"
    text = report(bench, commit)
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / f"{datetime.date.today()}-{commit}.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
