"""What all steps have: the request, what is seen of its answer, and what the model allows."""

import abc
import dataclasses
import http.client
import json
from typing import Any, Iterator, NamedTuple

from reference_model import Refused, Repository, Round, World
from support.server import ALIAS

Outcomes = Iterator[tuple[tuple, World]]  # what is seen, and the world thereafter
LocalOutcomes = Iterator[tuple[tuple, Repository]]

UNKNOWN_REPOSITORY = (404, "NAME_UNKNOWN")
CODES = {
    Refused.IMAGE_UNKNOWN: (404, "MANIFEST_UNKNOWN"),
    Refused.IMAGE_REFERENCED: (400, "UNSUPPORTED"),
}


class Request(NamedTuple):
    method: str
    path: str
    headers: dict[str, str] = {}
    body: bytes | None = None
    aws_operation: str | None = None  # to be signed


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclasses.dataclass(frozen=True)
class Operation(abc.ABC):
    """Requests that are under way together take effect one after the other, in any order."""

    repository: str

    alone = False  # nothing else may concern its repositories meanwhile

    def concerns(self) -> frozenset[str] | None:
        """None: all of them."""
        return frozenset([self.repository])

    @abc.abstractmethod
    def request(self) -> Request:
        ...

    def observe(self, answer: Answer) -> tuple:
        if answer.status < 400:
            return answer.status, *self.success(answer)
        return answer.status, answer.json()["errors"][0]["code"]

    def success(self, answer: Answer) -> tuple:
        return ()

    def outcomes(self, world: World, now: Round) -> Outcomes:
        if self.repository not in world:
            yield UNKNOWN_REPOSITORY, world
            return
        for seen, repository in self.within(world[self.repository], now):
            yield seen, {**world, self.repository: repository}

    def within(self, repository: Repository, now: Round) -> LocalOutcomes:
        """Its possible outcomes in the repository, which exists."""
        raise NotImplementedError

    def unanswered(self, world: World, now: Round) -> Iterator[World]:
        """What may be if the server died before it answered: all of it, or nothing."""
        yield world
        for _, after in self.outcomes(world, now):
            yield after

    def touched(self) -> list["Operation"]:
        """What shows whether it was done."""
        return []

    def _path(self, rest: str) -> str:
        return f"/v2/{ALIAS}/{self.repository}/{rest}"
