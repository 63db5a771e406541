"""The steps of uploads in chunks."""

import dataclasses

from blob_operations import GetBlob
from operations import LocalOutcomes, Operation, Request
from reference_model import Repository, Round
from support import oci

UNKNOWN_UPLOAD = (404, "BLOB_UPLOAD_UNKNOWN")


@dataclasses.dataclass(frozen=True)
class StartUpload(Operation):
    algorithm: str
    started: list[str] = dataclasses.field(default_factory=list, repr=False, compare=False)

    def request(self):
        return Request("POST", self._path(f"blobs/uploads/?digest-algorithm={self.algorithm}"),
                       {"Content-Length": "0"})

    def success(self, answer):
        self.started.append(answer.headers["Docker-Upload-UUID"])
        return oci.path_of(answer.headers["Location"]), answer.headers["Range"]

    def within(self, repository, now):
        if not self.started:  # never answered: nobody knows its id
            yield (202,), repository
            return
        [upload] = self.started
        seen = 202, self._path(f"blobs/uploads/{upload}"), "0-0"
        yield seen, repository.with_upload(upload, b"")


@dataclasses.dataclass(frozen=True)
class UploadOperation(Operation):
    """Only one client makes these at a time: two writers of one upload may be refused."""

    upload: str

    def within(self, repository, now):
        if self.upload not in repository.uploads:
            yield UNKNOWN_UPLOAD, repository
        else:
            yield from self.on(repository, repository.uploads[self.upload], now)

    def on(self, repository: Repository, received: bytes, now: Round) -> LocalOutcomes:
        raise NotImplementedError

    def unanswered(self, world, now):
        # How far it came nobody knows: it is not used any more.
        for after in super().unanswered(world, now):
            if self.repository not in after:
                yield after
                continue
            repository = after[self.repository].without_upload(self.upload)
            yield {**after, self.repository: repository}

    def touched(self):
        return [GetUpload(self.repository, self.upload)]

    def _upload_path(self) -> str:
        return self._path(f"blobs/uploads/{self.upload}")


def received_range(content: bytes) -> str:
    return f"0-{max(len(content), 1) - 1}"


@dataclasses.dataclass(frozen=True)
class GetUpload(UploadOperation):
    def request(self):
        return Request("GET", self._upload_path())

    def success(self, answer):
        return (answer.headers["Range"],)

    def on(self, repository, received, now):
        yield (204, received_range(received)), repository

    def touched(self):
        return []


@dataclasses.dataclass(frozen=True)
class AppendChunk(UploadOperation):
    first_byte: int
    chunk: bytes = dataclasses.field(repr=False)

    def request(self):
        content_range = f"{self.first_byte}-{self.first_byte + len(self.chunk) - 1}"
        return Request("PATCH", self._upload_path(),
                       {"Content-Type": "application/octet-stream", "Content-Range": content_range},
                       self.chunk)

    def success(self, answer):
        return (answer.headers["Range"],)

    def on(self, repository, received, now):
        if self.first_byte != len(received):
            yield (416, "BLOB_UPLOAD_INVALID"), repository
            return
        content = received + self.chunk
        yield (202, received_range(content)), repository.with_upload(self.upload, content)


@dataclasses.dataclass(frozen=True)
class FinishUpload(UploadOperation):
    digest: str
    content: bytes = dataclasses.field(repr=False)

    def request(self):
        return Request("PUT", f"{self._upload_path()}?digest={self.digest}", {}, b"")

    def success(self, answer):
        return (answer.headers["Docker-Content-Digest"],)

    def on(self, repository, received, now):
        if received != self.content:
            yield (400, "DIGEST_INVALID"), repository
            return
        finished = repository.without_upload(self.upload)
        yield (201, self.digest), finished.with_blob(self.digest, now)

    def touched(self):
        return [*super().touched(), GetBlob(self.repository, self.digest, self.content)]


@dataclasses.dataclass(frozen=True)
class CancelUpload(UploadOperation):
    def request(self):
        return Request("DELETE", self._upload_path())

    def on(self, repository, received, now):
        yield (204,), repository.without_upload(self.upload)
