"""The real service, at which `--aws` aims tests: only read, except for a scratch repository."""

import contextlib
import http.client
import json
import os
import re
import urllib.parse
from collections.abc import Iterator
from typing import Any

import boto3

TARGET_PREFIX = "SpencerFrontendService."
# Every other operation writes.
READING = re.compile(r"(BatchCheck|Describe|Get|List)[A-Z]\w*")
TIMEOUT_S = 60


def only_reads(operation: str) -> bool:
    return READING.fullmatch(operation) is not None


class WriteRefused(AssertionError):
    """A test was about to send a request that could change something of the account's."""


class RealService:
    """Credentials are found as boto3 finds them. scratch: a repository that tests may create, fill
    and delete; nothing else is written. BERTH_AWS_ENDPOINT: another endpoint, to test this mode."""

    certificate_file = None

    def __init__(self, scratch: str | None = None):
        self.scratch = scratch
        self.url = os.environ.get("BERTH_AWS_ENDPOINT",
                                  "https://api.ecr-public.us-east-1.amazonaws.com")
        self.address = urllib.parse.urlsplit(self.url).netloc

    def credentials(self) -> tuple[str, ...]:
        """(access key id, secret access key, and if it is temporary the session token)"""
        found = boto3.Session().get_credentials()
        assert found is not None, "--aws needs credentials: see boto3's documentation"
        frozen = found.get_frozen_credentials()
        return tuple(part for part in frozen if part)

    def connect(self) -> http.client.HTTPConnection:
        if self.url.startswith("https:"):
            return http.client.HTTPSConnection(self.address, timeout=TIMEOUT_S)
        return http.client.HTTPConnection(self.address, timeout=TIMEOUT_S)

    def check(self, target: str, body: bytes) -> None:
        """Throws WriteRefused if a request may write anything but the scratch repository. Called
        for every request, just before it is sent."""
        operation = target.removeprefix(TARGET_PREFIX)
        if target.startswith(TARGET_PREFIX) and only_reads(operation):
            return
        if self.scratch is None or not self._is_about_scratch(body):
            raise WriteRefused(f"{operation}: --aws-write does not name what it writes")

    def _is_about_scratch(self, body: bytes) -> bool:
        try:
            parameters = json.loads(body)
        except ValueError:
            return False
        arn = parameters.get("resourceArn", "")
        return (parameters.get("repositoryName") == self.scratch
                or arn.partition(":repository/")[2] == self.scratch)

    def watch(self, client: Any) -> None:
        """Has check() called for what a client of boto3 sends."""
        def before_send(request: Any, **_: object) -> None:
            target = request.headers.get("X-Amz-Target", "")
            self.check(target.decode() if isinstance(target, bytes) else target, request.body or b"")

        client.meta.events.register("before-send.ecr-public", before_send)

    @contextlib.contextmanager
    def scratch_repository(self, client: Any) -> Iterator[str]:
        """The scratch repository, new; deleted in the end."""
        assert self.scratch is not None
        client.create_repository(repositoryName=self.scratch)
        try:
            yield self.scratch
        finally:
            client.delete_repository(repositoryName=self.scratch, force=True)


def reason_to_skip(marks: set[str], *, scratch: str | None) -> str | None:
    """Why a test with these marks does not run with --aws; None: it runs."""
    if "aws_write" in marks:
        return None if scratch else "writes: --aws-write REPOSITORY names a scratch repository for it"
    return None if "aws" in marks else "is about Berth, not about the API that both have"
