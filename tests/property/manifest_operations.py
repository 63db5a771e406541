"""The steps on manifests and tags."""

import dataclasses
import urllib.parse

from operations import CODES, Operation, Request
from reference_model import Manifest, Refused

MISSING = (404, "MANIFEST_BLOB_UNKNOWN")  # a blob, or a manifest that an index names


@dataclasses.dataclass(frozen=True)
class GetManifest(Operation):
    reference: str

    def request(self):
        return Request("GET", self._path(f"manifests/{self.reference}"))

    def success(self, answer):
        return (answer.headers["Docker-Content-Digest"], answer.headers["Content-Type"],
                answer.body)

    def within(self, repository, now):
        digest = repository.find(self.reference)
        if digest is None:
            yield CODES[Refused.IMAGE_UNKNOWN], repository
            return
        manifest = repository.images[digest].manifest
        yield (200, digest, manifest.media_type, manifest.content), repository


@dataclasses.dataclass(frozen=True)
class ListTags(Operation):
    page_size: int = 1000
    last: str = ""

    def request(self):
        return Request("GET", self._path(f"tags/list?n={self.page_size}&last={self.last}"))

    def success(self, answer):
        return answer.json()["tags"], answer.headers["Link"] is not None

    def within(self, repository, now):
        names = sorted(name for name in repository.tags if name > self.last)
        has_next = 0 < self.page_size < len(names)  # OCI: none after a page of no tags
        yield (200, names[:self.page_size], has_next), repository


@dataclasses.dataclass(frozen=True)
class ListReferrers(Operation):
    subject: str
    artifact_type: str | None = None

    def request(self):
        query = (f"?artifactType={urllib.parse.quote(self.artifact_type, safe='')}"
                 if self.artifact_type else "")
        return Request("GET", self._path(f"referrers/{self.subject}{query}"))

    def success(self, answer):
        return (answer.json()["manifests"],)

    def within(self, repository, now):
        listed = [_descriptor(digest, image.manifest)
                  for digest, image in sorted(repository.images.items())
                  if image.manifest.subject == self.subject
                  and self.artifact_type in (None, image.manifest.artifact_type)]
        yield (200, listed), repository


def _descriptor(digest: str, manifest: Manifest) -> dict:
    descriptor = {"mediaType": manifest.media_type, "digest": digest, "size": len(manifest.content)}
    if manifest.artifact_type:
        descriptor["artifactType"] = manifest.artifact_type
    if manifest.annotations:
        descriptor["annotations"] = dict(manifest.annotations)
    return descriptor


@dataclasses.dataclass(frozen=True)
class PutManifest(Operation):
    manifest: Manifest = dataclasses.field(repr=False)
    digest: str
    tags: tuple[str, ...]
    by_tag: bool  # else by digest, with tag parameters

    def request(self):
        reference = self.tags[0] if self.by_tag else self.digest
        query = "" if self.by_tag else "?" + "&".join(f"tag={tag}" for tag in self.tags)
        return Request("PUT", self._path(f"manifests/{reference}{query}"),
                       {"Content-Type": self.manifest.media_type}, self.manifest.content)

    def success(self, answer):
        return (answer.headers["Docker-Content-Digest"], answer.headers["OCI-Subject"],
                tuple(filter(None, (answer.headers["OCI-Tag"] or "").split(", "))))

    def observe(self, answer):
        seen = super().observe(answer)
        if seen == MISSING:
            return *seen, tuple(answer.json()["errors"][0]["detail"].split(", "))
        return seen

    def within(self, repository, now):
        confirmed = () if self.by_tag else self.tags
        for refused, after in repository.put(self.digest, self.manifest, self.tags, now):
            if refused:
                yield (*MISSING, refused[1]), after
            else:
                yield (201, self.digest, self.manifest.subject, confirmed), after

    def touched(self):
        return touched_by_push(self.repository, self.digest, self.tags, self.manifest.subject)


def touched_by_push(repository: str, digest: str, tags: tuple[str, ...],
                    subject: str | None) -> list[Operation]:
    reads: list[Operation] = [GetManifest(repository, reference) for reference in (digest, *tags)]
    if tags:
        reads.append(ListTags(repository))
    if subject:
        reads.append(ListReferrers(repository, subject))
    return reads


@dataclasses.dataclass(frozen=True)
class DeleteManifest(Operation):
    reference: str

    def request(self):
        return Request("DELETE", self._path(f"manifests/{self.reference}"))

    def within(self, repository, now):
        deleted = (repository.delete_image(self.reference, now) if ":" in self.reference else
                   repository.delete_tag(self.reference))
        for refused, after in deleted:
            yield CODES[refused] if refused else (202,), after

    def touched(self):
        return [GetManifest(self.repository, self.reference), ListTags(self.repository)]
