"""Chooses steps at random: mostly such that do something, in a world that is known."""

import json
import random
from collections.abc import Callable
from typing import Any

from aws_operations import (BatchDeleteImage, CreateRepository, DeleteRepository, DescribeImages,
                            DescribeImageTags, PutImage)
from blob_operations import DeleteBlob, GetBlob, HeadBlob, MountBlob, PushBlob
from manifest_operations import DeleteManifest, GetManifest, ListReferrers, ListTags, PutManifest
from operations import Operation
from reference_model import Manifest, Repository, World, digest_of
from support.images import (DOCKER_CONFIG, DOCKER_LAYER, DOCKER_LIST, DOCKER_MANIFEST, OCI_CONFIG,
                            OCI_INDEX, OCI_LAYER, OCI_MANIFEST)
from upload_operations import AppendChunk, CancelUpload, FinishUpload, GetUpload, StartUpload

REPOSITORIES = ["model/a", "model/b", "model/c", "model/d"]
# Few, so that everything happens to everything again and again.
TAGS = [f"v{number}" for number in range(8)] + ["latest", "Latest", "_"]
BLOBS = 16
KNOWN_MANIFESTS = 40  # that may be pushed again, or asked for after they are gone
ENOUGH_IMAGES = 12  # of a repository: from there on more is deleted than pushed
ENOUGH_UPLOADS = 4
ARTIFACT_TYPES = [None, None, "application/vnd.example.sbom+json", "application/x.signature"]


class Generator:
    def __init__(self, dice: random.Random):
        self._dice = dice
        contents = [dice.randbytes(dice.choice([0, 1, 300, 20_000])) + bytes([number])
                    for number in range(BLOBS)]
        # A quarter of them under sha512; the same bytes may be there under both.
        self.blobs = {digest_of(content, algorithm): content for content in contents
                      for algorithm in dice.choice([["sha256"]] * 3 + [["sha256", "sha512"]])}
        self.manifests: list[Manifest] = []

    def choose(self, world: World, busy_uploads: set[str]) -> Operation:
        """A step for one client. Uploads in `busy_uploads` are another client's."""
        dice = self._dice
        name = dice.choice(REPOSITORIES)
        if name not in world and dice.random() < 0.5:
            return CreateRepository(name)
        repository = world.get(name, Repository())
        deleting = 3 if len(repository.images) > ENOUGH_IMAGES else 1
        weighted: list[tuple[int, Callable[[], Operation]]] = [
            (14, lambda: self._push_blob(name)),
            (8, lambda: self._mount_blob(name, world)),
            (3, lambda: self._delete_blob(name, repository)),
            (7, lambda: self._read_blob(name, repository)),
            (12, lambda: self._upload(name, repository, busy_uploads)),
            (20, lambda: self._push_manifest(name, repository)),
            (10, lambda: self._retag(name, repository)),
            (8 * deleting, lambda: self._delete_manifest(name, repository)),
            (18, lambda: self._read(name, repository)),
            (1, lambda: self._repository(name))]
        [make_step] = dice.choices([step for _, step in weighted],
                                   [weight for weight, _ in weighted])
        return make_step()

    # --- blobs ---

    def _any_blob(self, repository: Repository | None = None) -> tuple[str, bytes]:
        """One of all, or rather one that the repository holds."""
        held = list(repository.blobs) if repository and self._dice.random() < 0.7 else []
        digest = self._dice.choice(held or list(self.blobs))
        return digest, self.blobs[digest]

    def _push_blob(self, name):
        return PushBlob(name, *self._any_blob(), is_damaged=self._dice.random() < 0.05)

    def _mount_blob(self, name, world):
        source = self._dice.choice([None, *REPOSITORIES])
        return MountBlob(name, source, *self._any_blob(world.get(source)))

    def _delete_blob(self, name, repository):
        return DeleteBlob(name, *self._any_blob(repository))

    def _read_blob(self, name, repository):
        return self._dice.choice([GetBlob, HeadBlob])(name, *self._any_blob(repository))

    def _upload(self, name, repository, busy_uploads):
        dice = self._dice
        uploads = [upload for upload in repository.uploads if upload not in busy_uploads]
        if not uploads or (len(uploads) < ENOUGH_UPLOADS and dice.random() < 0.3):
            return StartUpload(name, dice.choice(["sha256", "sha512"]))
        upload = dice.choice(uploads)
        received = repository.uploads[upload]
        unfinished = [(digest, content) for digest, content in self.blobs.items()
                      if content.startswith(received)]
        digest, content = dice.choice(unfinished)
        roll = dice.random()
        if roll < 0.05:
            return CancelUpload(name, upload)
        if roll < 0.15:
            return GetUpload(name, upload)
        if roll < 0.2:
            return AppendChunk(name, upload, len(received) + 1, b"not where it stopped")
        if content == received or roll < 0.25:
            return FinishUpload(name, upload, digest, content)
        rest = content[len(received):]
        return AppendChunk(name, upload, len(received), rest[:dice.randrange(len(rest)) + 1])

    # --- manifests and tags ---

    def _push_manifest(self, name, repository):
        dice = self._dice
        if self.manifests and dice.random() < 0.3:
            manifest = dice.choice(self.manifests)
        elif repository.images and dice.random() < 0.25:
            manifest = self._make_index(repository)
        else:
            manifest = self._make_image(repository)
        self.manifests = [*self.manifests, manifest][-KNOWN_MANIFESTS:]
        tags = tuple(dice.sample(TAGS, dice.choice([0, 1, 1, 1, 2, 3])))
        return self._put(name, manifest, tags)

    def _put(self, name: str, manifest: Manifest, tags: tuple[str, ...]) -> Operation:
        dice = self._dice
        if len(tags) <= 1 and dice.random() < 0.15:
            return PutImage(name, manifest, digest_of(manifest.content), tags[0] if tags else None)
        by_tag = len(tags) == 1 and dice.random() < 0.8
        algorithm = "sha256" if by_tag else dice.choice(["sha256", "sha256", "sha512"])
        return PutManifest(name, manifest, digest_of(manifest.content, algorithm), tags, by_tag)

    def _retag(self, name, repository):
        """Moves a tag to an existing image."""
        if not repository.images:
            return self._push_manifest(name, repository)
        image = self._dice.choice(list(repository.images.values()))
        return self._put(name, image.manifest, (self._dice.choice(TAGS),))

    def _delete_manifest(self, name, repository):
        kind = self._dice.choice([DeleteManifest, DeleteManifest, BatchDeleteImage])
        return kind(name, self._any_reference(repository))

    def _any_reference(self, repository: Repository) -> str:
        dice = self._dice
        if self.manifests and dice.random() < 0.1:
            return digest_of(dice.choice(self.manifests).content)
        if repository.images and dice.random() < 0.6:
            return dice.choice(list(repository.images))
        return dice.choice(TAGS)

    def _any_subject(self, repository: Repository) -> str:
        if self.manifests and self._dice.random() < 0.2:
            return digest_of(self._dice.choice(self.manifests).content)  # there or not
        return self._dice.choice([*repository.images, digest_of(b"never pushed")])

    def _read(self, name, repository):
        dice = self._dice
        roll = dice.random()
        if roll < 0.4:
            return GetManifest(name, self._any_reference(repository))
        if roll < 0.65:
            return ListTags(name, dice.choice([0, 1, 3, 1000]), dice.choice(["", *TAGS]))
        if roll < 0.85:
            return ListReferrers(name, self._any_subject(repository), dice.choice(ARTIFACT_TYPES))
        return dice.choice([DescribeImageTags, DescribeImages])(name)

    def _make_image(self, repository: Repository) -> Manifest:
        dice = self._dice
        docker = dice.random() < 0.3
        # Seldom a blob that does not exist: then the push must be refused.
        is_strange = not repository.blobs or dice.random() < 0.05
        chosen = dice.choices(list(self.blobs) if is_strange else list(repository.blobs),
                              k=dice.choice([1, 2, 3, 4]))
        config_type, layer_type, media_type = (
            (DOCKER_CONFIG, DOCKER_LAYER, DOCKER_MANIFEST) if docker else
            (OCI_CONFIG, OCI_LAYER, OCI_MANIFEST))
        config, *layers = [
            {"mediaType": kind, "digest": digest, "size": len(self.blobs[digest])}
            for kind, digest in zip([config_type] + [layer_type] * len(chosen), chosen)]
        return self._finish(
            {"config": config, "layers": layers}, media_type, repository, config_type,
            blobs=tuple(dict.fromkeys(chosen)),
            blob_bytes=sum(len(self.blobs[digest]) for digest in set(chosen)))

    def _make_index(self, repository: Repository) -> Manifest:
        dice = self._dice
        docker = dice.random() < 0.3
        children = {digest: repository.images[digest].manifest for digest in dice.choices(
            list(repository.images), k=dice.choice([1, 2, 3]))}
        if self.manifests and dice.random() < 0.1:
            missing = dice.choice(self.manifests)
            children[digest_of(missing.content)] = missing
        listed = [{"mediaType": child.media_type, "digest": digest, "size": len(child.content)}
                  for digest, child in children.items()]
        return self._finish({"manifests": listed}, DOCKER_LIST if docker else OCI_INDEX, repository,
                            None, children=tuple(children))

    def _finish(self, document: dict, media_type: str, repository: Repository,
                default_artifact_type: str | None, **facts: Any) -> Manifest:
        """With what images and indexes may both have."""
        dice = self._dice
        document |= {"schemaVersion": 2, "mediaType": media_type}
        subject, artifact_type, annotations = None, None, {}
        if media_type in (OCI_MANIFEST, OCI_INDEX):
            artifact_type = dice.choice(ARTIFACT_TYPES)
            if dice.random() < 0.3:
                subject = self._any_subject(repository)
                document["subject"] = {"mediaType": OCI_MANIFEST, "digest": subject, "size": 1}
            if dice.random() < 0.5:
                annotations = {"number": str(dice.randrange(1000))}
                document["annotations"] = annotations
        if artifact_type:
            document["artifactType"] = artifact_type
        return Manifest(
            json.dumps(document).encode(), media_type, subject=subject,
            artifact_type=artifact_type or default_artifact_type,
            annotations=tuple(annotations.items()) if subject else (), **facts)

    # --- repositories ---

    def _repository(self, name):
        if self._dice.random() < 0.3:
            return CreateRepository(name)
        return DeleteRepository(name, force=self._dice.random() < 0.6)
