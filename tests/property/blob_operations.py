"""The steps on blobs."""

import dataclasses

from operations import UNKNOWN_REPOSITORY, Operation, Request
from reference_model import Held, Repository
from support.server import ALIAS

UNKNOWN_BLOB = (404, "BLOB_UNKNOWN")
NAMED_BLOB = (405, "DENIED")


@dataclasses.dataclass(frozen=True)
class GetBlob(Operation):
    digest: str
    content: bytes = dataclasses.field(repr=False)

    def request(self):
        return Request("GET", self._path(f"blobs/{self.digest}"))

    def success(self, answer):
        return answer.headers["Docker-Content-Digest"], answer.body

    def within(self, repository, now):
        held = repository.holds(self.digest, now)
        if held != Held.NO:
            yield (200, self.digest, self.content), repository
        if held != Held.YES:
            yield UNKNOWN_BLOB, repository.without_blob(self.digest)


@dataclasses.dataclass(frozen=True)
class HeadBlob(Operation):
    digest: str
    content: bytes = dataclasses.field(repr=False)

    def request(self):
        return Request("HEAD", self._path(f"blobs/{self.digest}"))

    def observe(self, answer):
        return answer.status, answer.headers["Content-Length"] if answer.status == 200 else None

    def outcomes(self, world, now):
        if self.repository not in world:
            yield (404, None), world
        else:
            yield from super().outcomes(world, now)

    def within(self, repository, now):
        held = repository.holds(self.digest, now)
        if held != Held.NO:
            yield (200, str(len(self.content))), repository.with_blob(self.digest, now)
        if held != Held.YES:
            yield (404, None), repository.without_blob(self.digest)


@dataclasses.dataclass(frozen=True)
class PushBlob(Operation):
    """In one request. The content may be another than the digest says."""

    digest: str
    content: bytes = dataclasses.field(repr=False)
    is_damaged: bool = False

    def request(self):
        body = self.content + b"damage" if self.is_damaged else self.content
        return Request("POST", self._path(f"blobs/uploads/?digest={self.digest}"),
                       {"Content-Type": "application/octet-stream"}, body)

    def success(self, answer):
        return (answer.headers["Docker-Content-Digest"],)

    def within(self, repository, now):
        if self.is_damaged:
            yield (400, "DIGEST_INVALID"), repository
        else:
            yield (201, self.digest), repository.with_blob(self.digest, now)

    def touched(self):
        return [GetBlob(self.repository, self.digest, self.content)]


@dataclasses.dataclass(frozen=True)
class DeleteBlob(Operation):
    digest: str
    content: bytes = dataclasses.field(repr=False)

    def request(self):
        return Request("DELETE", self._path(f"blobs/{self.digest}"))

    def within(self, repository, now):
        held = repository.holds(self.digest, now)
        if held != Held.NO and repository.is_named(self.digest):
            yield NAMED_BLOB, repository
        elif held != Held.NO:
            yield (202,), repository.without_blob(self.digest)
        if held != Held.YES:
            yield UNKNOWN_BLOB, repository.without_blob(self.digest)

    def touched(self):
        return [GetBlob(self.repository, self.digest, self.content)]


@dataclasses.dataclass(frozen=True)
class MountBlob(Operation):
    source: str | None  # None: any repository of the registry
    digest: str
    content: bytes = dataclasses.field(repr=False)

    def concerns(self):
        return None if self.source is None else frozenset([self.repository, self.source])

    def request(self):
        source = f"&from={ALIAS}/{self.source}" if self.source else ""
        return Request("POST", self._path(f"blobs/uploads/?mount={self.digest}{source}"),
                       {"Content-Length": "0"})

    def success(self, answer):
        if answer.status == 202:
            return (answer.headers["Docker-Upload-UUID"],)
        return (answer.headers["Docker-Content-Digest"],)

    def outcomes(self, world, now):
        if self.repository not in world:
            yield UNKNOWN_REPOSITORY, world
            return
        target = world[self.repository]
        sources = world.values() if self.source is None else [world.get(self.source, Repository())]
        held = {source.holds(self.digest, now) for source in sources}
        if held & {Held.YES, Held.MAYBE}:
            mounted = target.with_blob(self.digest, now)
            yield (201, self.digest), {**world, self.repository: mounted}
        if Held.YES not in held:
            yield Started((202,)), {**world, self.repository: target}

    def touched(self):
        return [GetBlob(self.repository, self.digest, self.content)]


class Started(tuple[int]):
    """Made of a status; equals that status with an upload id, which is new with every answer."""

    def __eq__(self, seen):
        return len(seen) == 2 and seen[0] == self[0] and len(seen[1]) == 36
