"""The steps that go through the ecr-public API."""

import dataclasses
import json
import re
from typing import Any

from manifest_operations import GetManifest, ListTags, touched_by_push
from operations import Operation, Request
from reference_model import Image, Manifest, Moment, Refused, Repository

EXCEPTIONS = {
    Refused.BLOBS_MISSING: (400, "LayersNotFoundException"),
    Refused.CHILDREN_MISSING: (400, "ReferencedImagesNotFoundException"),
}
FAILURES = {
    Refused.IMAGE_UNKNOWN: "ImageNotFound",
    Refused.IMAGE_REFERENCED: "ImageReferencedByManifestList",
}
ANY_DIGEST = re.compile(r"sha\d+:[0-9a-f]+")
EVERYTHING = 1000  # elements on a page: more than exist


@dataclasses.dataclass(frozen=True)
class AwsOperation(Operation):
    def parameters(self) -> dict:
        return {"repositoryName": self.repository}

    def request(self):
        return Request("POST", "/", {}, json.dumps(self.parameters()).encode(),
                       type(self).__name__)

    def observe(self, answer):
        if answer.status == 200:
            return 200, *self.success(answer)
        return answer.status, answer.json()["__type"]

    def outcomes(self, world, now):
        if self.repository not in world:
            yield (400, "RepositoryNotFoundException"), world
        else:
            yield from super().outcomes(world, now)


@dataclasses.dataclass(frozen=True)
class CreateRepository(AwsOperation):
    alone = True

    def outcomes(self, world, now):
        if self.repository in world:
            yield (400, "RepositoryAlreadyExistsException"), world
        else:
            yield (200,), {**world, self.repository: Repository()}

    def touched(self):
        return [ListTags(self.repository)]


@dataclasses.dataclass(frozen=True)
class DeleteRepository(AwsOperation):
    force: bool

    alone = True

    def parameters(self):
        return {**super().parameters(), "force": self.force}

    def outcomes(self, world, now):
        if self.repository not in world:
            yield (400, "RepositoryNotFoundException"), world
        elif world[self.repository].images and not self.force:
            yield (400, "RepositoryNotEmptyException"), world
        else:
            yield (200,), {name: repository for name, repository in world.items()
                           if name != self.repository}

    def touched(self):
        return [ListTags(self.repository)]


@dataclasses.dataclass(frozen=True)
class PutImage(AwsOperation):
    manifest: Manifest = dataclasses.field(repr=False)
    digest: str
    tag: str | None

    def parameters(self):
        named = {"imageTag": self.tag} if self.tag else {}
        return {**super().parameters(), **named, "imageManifest": self.manifest.content.decode(),
                "imageManifestMediaType": self.manifest.media_type}

    def success(self, answer):
        return answer.json()["image"]["imageId"], answer.json()["image"]["imageManifest"].encode()

    def observe(self, answer):
        seen = super().observe(answer)
        if seen in EXCEPTIONS.values():
            return *seen, tuple(ANY_DIGEST.findall(answer.json()["message"]))
        return seen

    def within(self, repository, now):
        tags = (self.tag,) if self.tag else ()
        named = {"imageTag": self.tag} if self.tag else {}
        for refused, after in repository.put(self.digest, self.manifest, tags, now):
            if refused:
                yield (*EXCEPTIONS[refused[0]], refused[1]), after
            elif (after.images, after.tags) == (repository.images, repository.tags):
                yield (400, "ImageAlreadyExistsException"), after
            else:
                yield (200, {"imageDigest": self.digest, **named}, self.manifest.content), after

    def touched(self):
        tags = (self.tag,) if self.tag else ()
        return touched_by_push(self.repository, self.digest, tags, self.manifest.subject)


@dataclasses.dataclass(frozen=True)
class BatchDeleteImage(AwsOperation):
    """Deletes one image: several are not deleted at once."""

    reference: str

    def parameters(self):
        name = "imageDigest" if ":" in self.reference else "imageTag"
        return {**super().parameters(), "imageIds": [{name: self.reference}]}

    def success(self, answer):
        document = answer.json()
        return document["imageIds"], [failure["failureCode"] for failure in document["failures"]]

    def within(self, repository, now):
        digest = repository.find(self.reference)
        if ":" in self.reference:
            tags = repository.tags_of(self.reference)
            deleted = repository.delete_image(self.reference, now)
        else:
            tags = [self.reference]
            deleted = repository.delete_tag_and_untagged_image(self.reference, now)
        ids = ([{"imageDigest": digest, "imageTag": tag} for tag in tags]
               or [{"imageDigest": digest}])
        for refused, after in deleted:
            yield (200, [], [FAILURES[refused]]) if refused else (200, ids, []), after

    def touched(self):
        return [GetManifest(self.repository, self.reference), ListTags(self.repository)]


def _detail(digest: str, image: Image, **more: Any) -> dict:
    detail = {**more, "imageDigest": digest, "imageSizeInBytes": image.size_in_bytes,
              "imagePushedAt": image.pushed, "imageManifestMediaType": image.manifest.media_type}
    if image.manifest.artifact_type:
        detail["artifactMediaType"] = image.manifest.artifact_type
    return detail


@dataclasses.dataclass(frozen=True)
class DescribeImageTags(AwsOperation):
    def parameters(self):
        return {**super().parameters(), "maxResults": EVERYTHING}

    def success(self, answer):
        return (answer.json(),)

    def within(self, repository, now):
        elements = [{"imageTag": name, "createdAt": tag.created,
                     "imageDetail": _detail(tag.digest, repository.images[tag.digest])}
                    for name, tag in sorted(repository.tags.items())]
        yield (200, {"imageTagDetails": elements}), repository


class InPushOrder:
    """Equal to any list of these elements that is in the order in which they were pushed, as far
    as that is known."""

    def __init__(self, elements: list[dict]):
        self._elements = {element["imageDigest"]: element for element in elements}

    def __eq__(self, listed):
        if sorted(self._elements) != sorted(element["imageDigest"] for element in listed):
            return False
        expected = [self._elements[element["imageDigest"]] for element in listed]
        pushed: list[Moment] = [element["imagePushedAt"] for element in expected]
        in_order = all(before.earliest <= after.latest
                       for before, after in zip(pushed, pushed[1:]))
        return in_order and expected == listed

    def __repr__(self):
        return repr(list(self._elements.values()))


@dataclasses.dataclass(frozen=True)
class DescribeImages(AwsOperation):
    def parameters(self):
        return {**super().parameters(), "maxResults": EVERYTHING}

    def success(self, answer):
        return ([_without_registry(element) for element in answer.json()["imageDetails"]],)

    def within(self, repository, now):
        elements = []
        for digest, image in repository.images.items():
            tags = repository.tags_of(digest)
            more = {"imageTags": tags} if tags else {}
            elements.append(_detail(digest, image, repositoryName=self.repository, **more))
        yield (200, InPushOrder(elements)), repository


def _without_registry(element: dict) -> dict:
    return {name: value for name, value in element.items() if name != "registryId"}
