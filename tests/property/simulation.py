"""Runs rounds of steps against a server, and keeps the worlds that explain all its answers."""

import collections
import http.client
import itertools
import random
import re
import time
from typing import Iterable, Iterator, Sequence

from aws_operations import DescribeImages, DescribeImageTags
from blob_operations import GetBlob
from generator import REPOSITORIES, Generator
from manifest_operations import GetManifest, ListReferrers, ListTags
from operations import Answer, Operation
from reference_model import Repository, Round, World
from support import aws
from support.administration import Administration
from support.garbage import collect, stored
from support.oci import OciClient
from support.server import Server
from support.waiting import wait_until
from upload_operations import GetUpload, UploadOperation

CLIENTS = 4
HISTORY = 50  # steps that are shown when something is wrong
NOTE_CHARACTERS = 300
LONG_DIGEST = re.compile(r"(sha\d+:[0-9a-f]{8})[0-9a-f]+")
TIMEOUT_S = 60

Answered = tuple[Operation, Answer | None]  # None: the server was gone
Seen = tuple[Operation, tuple | None]


class Client:
    """One keep-alive connection, on which sending and receiving are apart."""

    def __init__(self, server: Server, bearer: str):
        self._server, self._bearer = server, bearer
        self._connection = http.client.HTTPConnection(server.address, timeout=TIMEOUT_S)

    def send(self, operation: Operation) -> None:
        method, path, headers, body, aws_operation = operation.request()
        if aws_operation:
            assert body is not None
            headers = aws.signed_headers(self._server, aws_operation, body)
        else:
            headers = {"Authorization": f"Bearer {self._bearer}", **headers}
        self._connection.request(method, path, body, headers)

    def receive(self) -> Answer:
        response = self._connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    def receive_if_it_came(self) -> Answer | None:
        try:
            return self.receive()
        except (OSError, http.client.HTTPException):
            return None

    def close(self) -> None:
        self._connection.close()


class Simulation:
    def __init__(self, server: Server, dice: random.Random, grace_s: float):
        self.steps = 0
        self._server, self._dice, self._grace_s = server, dice, grace_s
        self._generator = Generator(dice)
        self._worlds: list[World] = [{}]
        self._history: collections.deque[str] = collections.deque(maxlen=HISTORY)
        password = aws.login_password(aws.make_client(server))
        with OciClient(server.address, password) as oci:
            bearer = oci.bearer()
        self._clients = [Client(server, bearer) for _ in range(CLIENTS)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._disconnect()

    def _disconnect(self) -> None:
        for client in self._clients:
            client.close()

    # --- what happens ---

    def run_round(self) -> None:
        """Every client sends one step before any answer is read."""
        steps = self._choose_steps()
        self._note("together:")
        for step, seen in self._exchange(steps):
            self._note(f"  {step} -> {seen}")
        self._read(_each_once(read for step in steps for read in step.touched()))
        if len(self._worlds) > 1:
            self.compare()

    def interrupt(self) -> None:
        """A round in which the server is killed, or asked to end, after some of the answers."""
        steps = self._choose_steps()
        started = time.time()
        self._send(steps)
        before_the_end = self._dice.randrange(len(steps) + 1)
        answers: list[Answer | None] = [
            client.receive() for client in self._clients[:before_the_end]]
        is_killed = self._dice.random() < 0.6
        if is_killed:
            self._server.kill()
            self._note("together, until killed:")
        else:
            self._server.stop()
            self._note("together, until stopped:")
        answers += [client.receive_if_it_came() for client in self._clients[before_the_end:]]
        self._disconnect()
        for step, seen in self._explain(list(zip(steps, answers)), started):
            self._note(f"  {step} -> {seen}")
        if is_killed:  # whether an upload that received nothing is still there nobody knows
            self._worlds = [{name: repository.without_new_uploads()
                             for name, repository in world.items()} for world in self._worlds]
        Administration(self._server).run("fsck", "--sparse-images")
        self._server.start()
        self.compare()

    def compare(self) -> None:
        """Compares everything that is stored."""
        for name in REPOSITORIES:
            self._read(self._everything_in(name))
        self._agree(len(self._worlds) == 1, "what was read does not tell these worlds apart:\n" +
                    "\n".join(map(repr, self._worlds)))

    def collect(self) -> None:
        """Waits until all garbage is gone and nothing else."""
        collect(self._server)  # finds what crashes have left behind
        [world] = self._worlds
        named = {blob for repository in world.values() for blob in repository.blobs
                 if repository.is_named(blob)}
        wait_until(lambda: stored(self._server) == named)
        self.compare()

    # --- the network ---

    def _choose_steps(self) -> list[Operation]:
        steps: list[Operation] = []
        while len(steps) < CLIENTS:
            busy = {step.upload for step in steps if isinstance(step, UploadOperation)}
            step = self._generator.choose(self._worlds[0], busy)
            if not any((step.alone or other.alone) and _overlap(step, other) for other in steps):
                steps.append(step)
        self.steps += len(steps)
        return steps

    def _exchange(self, operations: Sequence[Operation]) -> list[Seen]:
        started = time.time()
        self._send(operations)
        return self._explain([(operation, client.receive())
                              for client, operation in zip(self._clients, operations)], started)

    def _send(self, operations: Sequence[Operation]) -> None:
        for client, operation in zip(self._clients, operations):
            client.send(operation)

    def _read(self, reads: Iterable[Operation]) -> None:
        reads = iter(reads)
        while wave := list(itertools.islice(reads, CLIENTS)):
            self._exchange(wave)

    # --- the model ---

    def _explain(self, answered: list[Answered], started: float) -> list[Seen]:
        """Finds the worlds in which the operations, in some order, are answered so."""
        now = Round(started, time.time(), self._grace_s)
        seen = [(operation, operation.observe(answer) if answer else None)
                for operation, answer in answered]
        for group in _independent_groups(seen):
            worlds = _explanations(self._worlds, group, now)
            self._agree(bool(worlds), "no order of these explains their answers:" + "".join(
                f"\n  {operation}\n    answered {answer}" + "".join(
                    f"\n    expected {expected}" for world in self._worlds
                    for expected, _ in operation.outcomes(world, now))
                for operation, answer in group))
            self._worlds = worlds
        return seen

    def _everything_in(self, name: str) -> Iterator[Operation]:
        yield from (ListTags(name), DescribeImageTags(name), DescribeImages(name))
        for digest, content in self._generator.blobs.items():
            yield GetBlob(name, digest, content)
        # By now the repository is known.
        repository = self._worlds[0].get(name, Repository())
        for reference in [*repository.images, *repository.tags]:
            yield GetManifest(name, reference)
        for upload in repository.uploads:
            yield GetUpload(name, upload)
        subjects = {image.manifest.subject for image in repository.images.values()
                    if image.manifest.subject is not None}
        for subject in sorted(subjects):
            yield ListReferrers(name, subject)

    def _note(self, text: str) -> None:
        self._history.append(LONG_DIGEST.sub(r"\1..", text)[:NOTE_CHARACTERS])

    def _agree(self, agreed: bool, complaint: str) -> None:
        if not agreed:
            raise AssertionError(f"{complaint}\nafter {self.steps} steps, of which the last:\n" +
                                 "\n".join(self._history))


def _explanations(worlds: list[World], seen: list[Seen], now: Round) -> list[World]:
    """The worlds that may be after all of the operations, whatever their order was."""
    everything = range(len(seen))
    # By which operations took effect so far.
    reached: dict[frozenset[int], list[World]] = {frozenset(): worlds}
    for count in everything:
        for done in (frozenset(some) for some in itertools.combinations(everything, count)):
            for next_one in set(everything) - done:
                known = reached.setdefault(done | {next_one}, [])
                for world in reached.get(done, []):
                    known += [after for after in _possible(*seen[next_one], world, now)
                              if after not in known]
    return reached[frozenset(everything)]


def _possible(operation: Operation, seen: tuple | None, world: World, now: Round) -> list[World]:
    if seen is None:
        return list(operation.unanswered(world, now))
    return [after for expected, after in operation.outcomes(world, now) if expected == seen]


def _overlap(one: Operation, other: Operation) -> bool:
    of_one, of_other = one.concerns(), other.concerns()
    return of_one is None or of_other is None or bool(of_one & of_other)


def _independent_groups(seen: list[Seen]) -> list[list[Seen]]:
    """Between groups the order makes no difference."""
    groups: list[list[Seen]] = []
    for one in seen:
        joined = [group for group in groups if any(_overlap(one[0], other[0]) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([*itertools.chain(*joined), one])
    return groups


def _each_once(operations: Iterable[Operation]) -> list[Operation]:
    return list({str(operation): operation for operation in operations}.values())
