#!/usr/bin/python3
"""Measures garbage collection under load: half of many images are deleted and collected while eight
clients push and pull. Writes bench/results/<date>-<commit>-gc.md.

usage: garbage_collection.py [--manifests N] [--seconds N] [--output DIRECTORY]
"""

import argparse
import contextlib
import datetime
import hashlib
import json
import multiprocessing
import multiprocessing.synchronize
import os
import pathlib
import platform
import sqlite3
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

import find_support  # noqa: F401  (makes `support` importable)
from seed import pack_image, version_key
from support import aws
from support.administration import Administration
from support.aws import EcrClient
from support.garbage import collect
from support.images import OCI_CONFIG, OCI_LAYER, OCI_MANIFEST, make_image
from support.matching import found
from support.oci import OciClient
from support.server import ALIAS, ROOT, START_TIMEOUT_S, Server

CLIENTS = 8
PUSHING = 4  # of the clients; the others pull
REPOSITORIES = 4
# Each image has its own layers, and one config. Small blobs are kept in the database.
LAYERS_BYTES = (4096, 20_000)
MAX_SMALL_BLOB_BYTES = 16 * 1024
DELETED_PER_CALL = 100  # the most that BatchDeleteImage takes
ROWS_PER_INSERT = 5000
GRACE_S = 30  # after which a deleted blob is garbage: longer than any push here takes
MAX_LOG_CHARACTERS = 4000


class Sample(NamedTuple):
    at: float
    operation: str
    latency_s: float


class Phase(NamedTuple):
    name: str
    began: float
    ended: float


def digest_of(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


class Seed:
    """Images past the server, which must not be running: rows, and files of their larger blobs."""

    def __init__(self, data_dir: pathlib.Path):
        self._blobs = data_dir / "blobs/sha256"
        self._database = sqlite3.connect(data_dir / "metadata.db")
        with self._database:
            self._media_types = [self._media_type_id(text) for text in (OCI_MANIFEST, OCI_CONFIG)]
        for shelf in range(256):
            (self._blobs / f"{shelf:02x}").mkdir(parents=True, exist_ok=True)

    def _media_type_id(self, text: str) -> int:
        self._database.execute("INSERT OR IGNORE INTO media_types (text) VALUES (?)", (text,))
        return self._database.execute("SELECT id FROM media_types WHERE text = ?",
                                      (text,)).fetchone()[0]

    def _store(self, media_type: str, content: bytes) -> dict:
        digest = digest_of(content)
        if len(content) <= MAX_SMALL_BLOB_BYTES:
            self._database.execute("INSERT INTO small_blobs VALUES (?, ?)", (digest, content))
        else:
            digits = digest.removeprefix("sha256:")
            (self._blobs / digits[:2] / digits).write_bytes(content)
        return {"mediaType": media_type, "digest": digest, "size": len(content)}

    def add(self, repository: str, count: int) -> None:
        with self._database:
            [key] = self._database.execute(
                "SELECT key FROM repositories WHERE name = ?", (repository,)).fetchone()
            for first in range(0, count, ROWS_PER_INSERT):
                self._insert(key, first, min(ROWS_PER_INSERT, count - first))
            self._database.execute(
                "UPDATE repositories SET image_count = image_count + ? WHERE key = ?", (count, key))

    def _insert(self, key: int, first: int, count: int) -> None:
        [sequence] = self._database.execute(
            "SELECT coalesce(max(sequence), 0) FROM manifests").fetchone()
        now = int(time.time() * 1000)
        manifests: list[tuple] = []
        images: list[tuple] = []
        blobs: list[tuple] = []
        layers: list[tuple] = []
        tags: list[tuple] = []
        for number in range(first, first + count):
            sequence += 1
            parts = [self._store(OCI_CONFIG, json.dumps({"image": [key, number]}).encode()),
                     *(self._store(OCI_LAYER, os.urandom(size)) for size in LAYERS_BYTES)]
            content = json.dumps({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": parts[0],
                                  "layers": parts[1:]}).encode()
            digest, size = digest_of(content), sum(part["size"] for part in parts)
            manifests.append((sequence, content))
            images.append((key, sequence, digest, OCI_MANIFEST, OCI_CONFIG, size, now))
            tags.append((key, f"{number:07}", now, sequence,
                         pack_image(digest, size, now, *self._media_types),
                         version_key(f"{number:07}")))
            for part in parts:
                blobs.append((key, part["digest"], part["size"], now))
                layers.append((key, part["digest"], sequence, part["mediaType"]))
        for statement, rows in (
                ("INSERT INTO manifests (sequence, content) VALUES (?, ?)", manifests),
                ("INSERT INTO images (repository, sequence, digest, media_type,"
                 " artifact_media_type, size, pushed_at, tag_count)"
                 " VALUES (?, ?, ?, ?, ?, ?, ?, 1)", images),
                ("INSERT INTO repository_blobs (repository, digest, size, linked_at)"
                 " VALUES (?, ?, ?, ?)", blobs),
                ("INSERT INTO image_layers (repository, digest, image_sequence, media_type)"
                 " VALUES (?, ?, ?, ?)", layers),
                ("INSERT INTO tags (repository, name, created_at, image_sequence, image,"
                 " version_key) VALUES (?, ?, ?, ?, ?, ?)", tags)):
            self._database.executemany(statement, rows)

    def close(self) -> None:
        self._database.close()


def run_client(address: str, password: str, number: int, ready: threading.Barrier,
               stop: multiprocessing.synchronize.Event, results: multiprocessing.Queue) -> None:
    """Pushes or pulls until it is told to stop. Whatever fails ends it."""
    samples: list[Sample] = []
    failure = None
    path = f"{ALIAS}/load-{number}"
    try:
        with OciClient(address, password) as oci:
            oci.push(path, make_image(layer_bytes=50_000), "pulled")
            ready.wait()
            while not stop.is_set():
                began = time.monotonic()
                if number < PUSHING:
                    oci.push(path, make_image(layer_bytes=50_000), "pushed")
                else:
                    oci.pull(path, "pulled")
                samples.append(Sample(began, "push" if number < PUSHING else "pull",
                                      time.monotonic() - began))
    except BaseException as error:  # reported to the parent
        failure = repr(error)
    results.put((samples, failure))


class Load:
    """Eight client processes."""

    def __init__(self, server: Server, password: str):
        context = multiprocessing.get_context("spawn")
        self._ready, self._stop = context.Barrier(CLIENTS + 1), context.Event()
        self._results = context.Queue()
        self._clients = [context.Process(target=run_client, args=(
            server.address, password, i, self._ready, self._stop, self._results))
                         for i in range(CLIENTS)]

    def start(self) -> None:
        for client in self._clients:
            client.start()
        self._ready.wait(START_TIMEOUT_S)

    def stop(self) -> tuple[list[Sample], list[str]]:
        self._stop.set()
        results = [self._results.get() for _ in self._clients]
        for client in self._clients:
            client.join()
        return ([sample for samples, _ in results for sample in samples],
                [failure for _, failure in results if failure])


def delete_half(ecr: EcrClient, repository: str, count: int) -> None:
    """The images with even numbers."""
    names = [f"{number:07}" for number in range(0, count, 2)]
    for first in range(0, len(names), DELETED_PER_CALL):
        answer = ecr.batch_delete_image(
            repositoryName=repository,
            imageIds=[{"imageTag": name} for name in names[first:first + DELETED_PER_CALL]])
        assert not answer["failures"], answer["failures"][0]


def delete_halves(ecr: EcrClient, repositories: list[str], count: int) -> None:
    for repository in repositories:
        delete_half(ecr, repository, count)


def stored_bytes(server: Server) -> int:
    with contextlib.closing(sqlite3.connect(server.data_dir / "metadata.db")) as database:
        [small] = database.execute(
            "SELECT coalesce(sum(length(content)), 0) FROM small_blobs").fetchone()
    return small + sum(file.stat().st_size for file in (server.data_dir / "blobs").glob("*/*/*"))


def percentile(samples: list[Sample], operation: str, phase: Phase, percent: int) -> float:
    """Milliseconds; nan without samples."""
    latencies = [sample.latency_s * 1000 for sample in samples
                 if sample.operation == operation and phase.began <= sample.at < phase.ended]
    if len(latencies) < 2:
        return float("nan")
    return statistics.quantiles(latencies, n=100, method="inclusive")[percent - 1]


class Measurement(NamedTuple):
    samples: list[Sample]
    failures: list[str]
    phases: list[Phase]
    bytes_before: int
    bytes_after: int
    collected: dict[str, tuple[int, int]]
    fsck: list
    log: str  # warnings and errors


def measure(directory: pathlib.Path, manifests: int, seconds: int) -> Measurement:
    server = Server(directory, "--log-level", "warning", "--gc", "off",
                    "--gc-grace", str(GRACE_S))
    seeded = [f"seeded-{i}" for i in range(REPOSITORIES)]
    per_repository = manifests // REPOSITORIES
    with server:
        ecr = aws.make_client(server)
        for name in [*seeded, *(f"load-{i}" for i in range(CLIENTS))]:
            ecr.create_repository(repositoryName=name)
        password = aws.login_password(ecr)
    seed = Seed(server.data_dir)
    for name in seeded:
        seed.add(name, per_repository)
    seed.close()
    bytes_before = stored_bytes(server)
    phases: list[Phase] = []

    def timed(name: str, work: Callable[[], object]) -> None:
        began = time.monotonic()
        work()
        phases.append(Phase(name, began, time.monotonic()))

    collected: dict[str, tuple[int, int]] = {}
    with server:
        clients = Load(server, password)
        clients.start()
        timed("neither", lambda: time.sleep(seconds))
        timed("deleting", lambda: delete_halves(ecr, seeded, per_repository))
        timed("waiting", lambda: time.sleep(GRACE_S))
        timed("collecting", lambda: collected.update(collect(server)))
        samples, failures = clients.stop()
    return Measurement(samples, failures, phases, bytes_before, stored_bytes(server), collected,
                       Administration(server).read("fsck"),
                       server.log_file.read_text(encoding="utf-8"))


def report(done: Measurement, manifests: int, commit: str) -> str:
    cpu = found(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    base = done.phases[0]
    lines = [
        f"# Garbage collection under load, {datetime.date.today()}, {commit}", "",
        f"* machine: {cpu}, {os.cpu_count()} cores, Linux {platform.release()}; clients on the same"
        " machine",
        f"* {manifests:,} images in {REPOSITORIES} repositories, each with a config and layers of"
        f" {' and '.join(f'{size:,}' for size in LAYERS_BYTES)} bytes that no other has; every second"
        " one is deleted"
        f" ({DELETED_PER_CALL} a call), then collected",
        f"* {PUSHING} clients push, {CLIENTS - PUSHING} pull images of 50,000 bytes (five requests a"
        " push, three a pull), without pause", "",
        "| | seconds | pulls/s | pull p50 ms | pull p99 ms | against neither | pushes/s |"
        " push p50 ms | push p99 ms |", "|---|--:|--:|--:|--:|--:|--:|--:|--:|"]
    for phase in done.phases:
        duration = phase.ended - phase.began
        rate = {operation: sum(sample.operation == operation
                               and phase.began <= sample.at < phase.ended
                               for sample in done.samples) / duration
                for operation in ("pull", "push")}
        pull50, pull99, push50, push99 = (
            percentile(done.samples, operation, phase, percent)
            for operation in ("pull", "push") for percent in (50, 99))
        ratio = pull99 / percentile(done.samples, "pull", base, 99)
        lines.append(f"| {phase.name} | {duration:.1f} | {rate['pull']:.0f} | {pull50:.1f} |"
                     f" {pull99:.1f} | {ratio:.2f}x | {rate['push']:.0f} | {push50:.1f} |"
                     f" {push99:.1f} |")
    links, (blobs, given_back) = done.collected["blobLinks"][0], done.collected["blobs"]
    lines += ["", f"* failed requests: {len(done.failures)}",
              f"* {links:,} links and {blobs:,} blobs collected, {given_back:,} bytes given back;"
              f" {done.bytes_before:,} bytes before, {done.bytes_after:,} after, with what was"
              " pushed meanwhile",
              f"* `berth fsck` afterwards: {len(done.fsck) or 'no'} findings", ""]
    if done.failures:
        lines += [f"    {line}" for line in
                  [*done.failures, *done.log[-MAX_LOG_CHARACTERS:].splitlines()]]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--manifests", type=int, default=200_000)
    parser.add_argument("--seconds", type=int, default=30, help="without garbage collection")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "bench/results")
    options = parser.parse_args()
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"],
                            capture_output=True, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory(prefix="berth-bench-") as directory:
        done = measure(pathlib.Path(directory), options.manifests, options.seconds)
    text = report(done, options.manifests, commit)
    options.output.mkdir(parents=True, exist_ok=True)
    file = options.output / f"{datetime.date.today()}-{commit}-gc.md"
    file.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
