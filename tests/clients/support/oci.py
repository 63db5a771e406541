"""A plain OCI Distribution client: nothing between the test and the wire but http.client."""

import base64
import http.client
import json
import ssl
import urllib.parse
from typing import Any, NamedTuple

from support.images import MANIFEST_TYPES, Blob, Image, Index, digest_of

TIMEOUT_S = 60


class Response(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        return json.loads(self.body)

    def error_codes(self) -> list[str]:
        return [error["code"] for error in self.json()["errors"]]


class OciClient:
    """One keep-alive connection; for one thread. Without a password it is anonymous."""

    def __init__(self, address: str, password: str | None = None,
                 tls_context: ssl.SSLContext | None = None):
        if tls_context is None:
            self._connection = http.client.HTTPConnection(address, timeout=TIMEOUT_S)
        else:
            self._connection = http.client.HTTPSConnection(address, timeout=TIMEOUT_S,
                                                           context=tls_context)
        self._password = password
        self._bearer: str | None = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        self._connection.close()

    def send(self, method: str, path: str, body: Any = None,
             headers: dict | None = None) -> Response:
        """One request as given. Reconnects if the server is gone, never repeats the request."""
        try:
            self._connection.request(method, path, body=body, headers=headers or {})
            response = self._connection.getresponse()
            return Response(response.status, response.headers, response.read())
        except BaseException:
            self._connection.close()
            raise

    def bearer(self) -> str:
        if self._bearer is None:
            headers = {}
            if self._password is not None:
                basic = base64.b64encode(f"AWS:{self._password}".encode()).decode()
                headers["Authorization"] = "Basic " + basic
            response = self.send("GET", "/token/?service=berth&scope=aws", headers=headers)
            assert response.status == 200, response
            self._bearer = response.json()["token"]
        return self._bearer

    def request(self, method: str, path: str, body: Any = None,
                headers: dict | None = None) -> Response:
        return self.send(method, path, body,
                         {"Authorization": "Bearer " + self.bearer(), **(headers or {})})

    def start_upload(self, repository: str) -> str:
        """The path where the upload goes on."""
        response = self.request("POST", f"/v2/{repository}/blobs/uploads/",
                                headers={"Content-Length": "0"})
        assert response.status == 202, response
        return path_of(response.headers["Location"])

    def finish_upload(self, location: str, digest: str, content: bytes = b"") -> Response:
        separator = "&" if "?" in location else "?"
        return self.request("PUT", f"{location}{separator}digest={urllib.parse.quote(digest)}",
                            content, {"Content-Type": "application/octet-stream"})

    def push_blob(self, repository: str, content: bytes) -> str:
        digest = digest_of(content)
        response = self.finish_upload(self.start_upload(repository), digest, content)
        assert response.status == 201, response
        return digest

    def put_manifest(self, repository: str, reference: str, manifest: Blob) -> Response:
        return self.request("PUT", f"/v2/{repository}/manifests/{reference}", manifest.content,
                            {"Content-Type": manifest.media_type})

    def push(self, repository: str, image: Image | Index, tag: str | None = None) -> None:
        """An image with all it needs; without a tag under its digest only."""
        if isinstance(image, Index):
            for child in image.images:
                self.push(repository, child)
        else:
            for blob in image.blobs:
                self.push_blob(repository, blob.content)
        self.tag(repository, image, tag or image.digest)

    def tag(self, repository: str, image: Image | Index, reference: str) -> None:
        """Puts the manifest only; the blobs that it names exist."""
        response = self.put_manifest(repository, reference, image.manifest)
        assert response.status == 201, response
        assert response.headers["Docker-Content-Digest"] == image.digest

    def get_manifest(self, repository: str, reference: str) -> Response:
        return self.request("GET", f"/v2/{repository}/manifests/{reference}",
                            headers={"Accept": ", ".join(MANIFEST_TYPES)})

    def get_blob(self, repository: str, digest: str) -> Response:
        return self.request("GET", f"/v2/{repository}/blobs/{digest}")

    def pull(self, repository: str, reference: str) -> dict[str, bytes]:
        """Everything an image is made of, by digest, each checked against its digest."""
        response = self.get_manifest(repository, reference)
        assert response.status == 200, response
        digest = digest_of(response.body)
        assert response.headers["Docker-Content-Digest"] == digest
        content = {digest: response.body}
        document = response.json()
        assert response.headers["Content-Type"] == document.get(
            "mediaType", response.headers["Content-Type"])
        for child in document.get("manifests", []):
            content |= self.pull(repository, child["digest"])
        for blob in [document["config"], *document["layers"]] if "config" in document else []:
            response = self.get_blob(repository, blob["digest"])
            assert response.status == 200, response
            assert digest_of(response.body) == blob["digest"]
            assert len(response.body) == blob["size"]
            content[blob["digest"]] = response.body
        return content

    def tags(self, repository: str, page_size: int | None = None) -> list[str]:
        """All tags, following Link."""
        path = f"/v2/{repository}/tags/list" + (f"?n={page_size}" if page_size else "")
        tags: list[str] = []
        while path:
            response = self.request("GET", path)
            assert response.status == 200, response
            tags += response.json()["tags"] or []
            link = response.headers["Link"]
            path = path_of(link[link.index("<") + 1:link.index(">")]) if link else ""
        return tags


def path_of(location: str) -> str:
    """Path and query of a Location, absolute or relative."""
    parts = urllib.parse.urlsplit(location)
    return parts.path + ("?" + parts.query if parts.query else "")
