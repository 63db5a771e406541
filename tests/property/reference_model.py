"""The registry in plain dictionaries: what docs/protocol/oci.md and ecr-public.md promise.

A *world* is one possible state: the repositories by name. Nothing in it is ever changed; what a
request does makes another world. That way several can be kept while it is open which one it is.
"""

import dataclasses
import enum
import hashlib
import itertools
from collections.abc import Iterator
from typing import NamedTuple

# The server's clock is the same, but has milliseconds and no smaller unit.
CLOCK_TOLERANCE_S = 0.002
# That somebody asks for a blob is written down only if it is as long as this part of the grace that
# somebody did.
HOLD_RESOLUTION = 0.1


class Round(NamedTuple):
    """A time in which requests are under way, by the clock that the server reads, too."""

    started: float
    ended: float
    grace_s: float  # how long garbage is kept


class Moment:
    """When something happened, known to lie within a round. Equal to any time in it."""

    def __init__(self, earliest: float, latest: float):
        self.earliest, self.latest = earliest, latest

    def __eq__(self, other):
        if isinstance(other, Moment):
            return (self.earliest, self.latest) == (other.earliest, other.latest)
        return self.earliest - CLOCK_TOLERANCE_S <= other <= self.latest + CLOCK_TOLERANCE_S

    def __repr__(self):
        return f"{self.earliest:.3f}..{self.latest:.3f}"


class Since(float):
    """The time before which, surely, nobody had reason to think a blob garbage. Nothing shows it:
    worlds that differ in it only are the same. The first one that is found has the earliest."""

    def __eq__(self, _):
        return True

    __hash__ = None  # type: ignore[assignment]  # how a class says that it has none


def digest_of(content: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"


@dataclasses.dataclass(frozen=True)
class Manifest:
    """What a client pushes: the bytes, and what they say."""

    content: bytes
    media_type: str
    blobs: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    subject: str | None = None
    artifact_type: str | None = None  # as listings show it
    annotations: tuple[tuple[str, str], ...] = ()
    blob_bytes: int = 0


@dataclasses.dataclass(frozen=True)
class Image:
    manifest: Manifest
    size_in_bytes: int
    pushed: Moment


@dataclasses.dataclass(frozen=True)
class Tag:
    digest: str
    created: Moment


class Held(enum.Enum):
    NO = enum.auto()
    MAYBE = enum.auto()  # unless it was collected already
    YES = enum.auto()


class Refused(enum.Enum):
    """Why something was not done; the planes have names of their own for each."""

    IMAGE_UNKNOWN = enum.auto()
    IMAGE_REFERENCED = enum.auto()
    BLOBS_MISSING = enum.auto()
    CHILDREN_MISSING = enum.auto()


# What may come of a change: why it was refused, with what is missing if anything is, and the
# repository after it.
Outcomes = Iterator["tuple[Refused | tuple[Refused, tuple[str, ...]] | None, Repository]"]


@dataclasses.dataclass(frozen=True)
class Repository:
    blobs: dict[str, Since] = dataclasses.field(default_factory=dict)
    images: dict[str, Image] = dataclasses.field(default_factory=dict)
    tags: dict[str, Tag] = dataclasses.field(default_factory=dict)
    uploads: dict[str, bytes] = dataclasses.field(default_factory=dict)

    # --- blobs ---

    def is_named(self, blob: str) -> bool:
        return any(blob in image.manifest.blobs for image in self.images.values())

    def holds(self, blob: str, now: Round) -> Held:
        if blob not in self.blobs:
            return Held.NO
        is_recent = now.ended < self.blobs[blob] + now.grace_s - CLOCK_TOLERANCE_S
        return Held.YES if is_recent or self.is_named(blob) else Held.MAYBE

    def with_blob(self, blob: str, now: Round) -> "Repository":
        """Pushed, mounted or asked for: the client may go on to name it."""
        since = now.started
        if blob in self.blobs:
            since = max(self.blobs[blob], now.started - HOLD_RESOLUTION * now.grace_s)
        return dataclasses.replace(self, blobs={**self.blobs, blob: Since(since)})

    def without_blob(self, blob: str) -> "Repository":
        return self.without_blobs((blob,))

    def without_blobs(self, gone: tuple[str, ...]) -> "Repository":
        return dataclasses.replace(self, blobs={
            blob: since for blob, since in self.blobs.items() if blob not in gone})

    # --- uploads ---

    def with_upload(self, upload: str, content: bytes) -> "Repository":
        return dataclasses.replace(self, uploads={**self.uploads, upload: content})

    def without_upload(self, upload: str) -> "Repository":
        return dataclasses.replace(self, uploads=_without(self.uploads, upload))

    def without_new_uploads(self) -> "Repository":
        """Those that received something are left."""
        return dataclasses.replace(self, uploads={
            upload: content for upload, content in self.uploads.items() if content})

    # --- images and tags: each says what may come of it ---

    def parents(self, digest: str) -> list[str]:
        return [parent for parent, image in self.images.items()
                if digest in image.manifest.children]

    def tags_of(self, digest: str) -> list[str]:
        return sorted(name for name, tag in self.tags.items() if tag.digest == digest)

    def put(self, digest: str, manifest: Manifest, tags: tuple[str, ...], now: Round) -> Outcomes:
        """A refusal says all that is missing, too, in the order of the manifest."""
        unsure = [blob for blob in manifest.blobs if self.holds(blob, now) == Held.MAYBE]
        for count in range(len(unsure) + 1):
            for gone in itertools.combinations(unsure, count):
                missing = tuple(blob for blob in manifest.blobs
                                if blob in gone or self.holds(blob, now) == Held.NO)
                if missing:
                    yield (Refused.BLOBS_MISSING, missing), self.without_blobs(gone)
        if all(self.holds(blob, now) != Held.NO for blob in manifest.blobs):
            yield from self._put_with_its_blobs(digest, manifest, tags, now)

    def _put_with_its_blobs(self, digest: str, manifest: Manifest, tags: tuple[str, ...],
                            now: Round) -> Outcomes:
        missing = tuple(child for child in manifest.children if child not in self.images)
        if missing:
            yield (Refused.CHILDREN_MISSING, missing), self
            return
        moment = Moment(now.started, now.ended)
        images = self.images
        if digest not in images:
            largest = max((images[child].size_in_bytes for child in manifest.children), default=0)
            images = {**images, digest: Image(manifest, manifest.blob_bytes + largest, moment)}
        moved = {tag: Tag(digest, moment) for tag in tags
                 if tag not in self.tags or self.tags[tag].digest != digest}
        yield None, dataclasses.replace(self, images=images, tags={**self.tags, **moved})

    def delete_image(self, digest: str, now: Round) -> Outcomes:
        if digest not in self.images:
            yield Refused.IMAGE_UNKNOWN, self
        elif self.parents(digest):
            yield Refused.IMAGE_REFERENCED, self
        else:
            named = self.images[digest].manifest.blobs
            yield None, dataclasses.replace(
                self, images=_without(self.images, digest),
                tags={name: tag for name, tag in self.tags.items() if tag.digest != digest},
                blobs={blob: Since(now.started) if blob in named else since
                       for blob, since in self.blobs.items()})

    def delete_tag(self, name: str) -> Outcomes:
        if name in self.tags:
            yield None, dataclasses.replace(self, tags=_without(self.tags, name))
        else:
            yield Refused.IMAGE_UNKNOWN, self

    def delete_tag_and_untagged_image(self, name: str, now: Round) -> Outcomes:
        if name in self.tags and self.tags_of(self.tags[name].digest) == [name]:
            yield from self.delete_image(self.tags[name].digest, now)
        else:
            yield from self.delete_tag(name)

    def find(self, reference: str) -> str | None:
        """The digest of an image, by digest or tag."""
        if reference in self.tags:
            return self.tags[reference].digest
        return reference if reference in self.images else None


World = dict[str, Repository]


def _without(entries: dict, key: str) -> dict:
    return {name: value for name, value in entries.items() if name != key}
