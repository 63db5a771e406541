"""The service model of ecr-public as botocore has it, with what Debian's botocore (2022) lacks."""

import base64
import copy
import json
import re
from typing import Any, Iterator, NamedTuple

import botocore.loaders

# Differences of the newest model from Debian's, by name.
CONSTRAINTS_SINCE = {
    "AboutText": {"max": 25600},
    "UsageText": {"max": 25600},
    "Arn": {"min": 1, "max": 2048},
    "RegistryIdOrAlias": {"min": 2, "max": 50},
}
MEMBERS_SINCE = {("BatchDeleteImageRequest", "registryId"): "RegistryIdOrAlias"}
ERROR_SINCE_ON_ALL = "UnsupportedCommandException"
ERRORS_SINCE = {"GetRepositoryCatalogData": ["RepositoryCatalogDataNotFoundException"]}

# Every AWS service may answer these; the model of none declares them.
COMMON_ERRORS = {
    "AccessDeniedException", "ExpiredTokenException", "IncompleteSignatureException",
    "InvalidSignatureException", "MissingAuthenticationTokenException", "SerializationException",
    "ThrottlingException", "UnknownOperationException", "UnrecognizedClientException",
}

# Values of shapes that are more than their length.
LOGO = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x3c\0\0\0\x3c\x08\x06\0\0\0\0\0\0\0"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "ecr-public:DescribeImages"}]})
MANIFEST = json.dumps({
    "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": []})
MEANINGFUL: dict[str, Any] = {
    "RegistryId": "0" * 12,
    "LogoImageBlob": LOGO,
    "RepositoryPolicyText": POLICY,
    "ImageManifest": MANIFEST,
    "LayerDigest": "sha256:" + "0" * 64,
    "UploadId": "00000000-0000-4000-8000-000000000000",
}
# Values as short or long as the model allows, which yet mean nothing.
MEANINGLESS_BOUNDS = {
    ("Arn", "min"), ("Arn", "max"),  # no repository's
    ("ImageManifest", "min"), ("RepositoryPolicyText", "min"), ("LogoImageBlob", "min"),
}


class Case(NamedTuple):
    """A value for one member of an operation's input."""

    label: str
    value: Any
    is_valid: bool


def debians_with_what_it_lacks() -> dict:
    document = copy.deepcopy(
        botocore.loaders.Loader().load_service_model("ecr-public", "service-2"))
    for shape, constraints in CONSTRAINTS_SINCE.items():
        document["shapes"][shape].update(constraints)
    for (structure, member), shape in MEMBERS_SINCE.items():
        document["shapes"][structure]["members"][member]["shape"] = shape
    for name, operation in document["operations"].items():
        for error in ERROR_SINCE_ON_ALL, *ERRORS_SINCE.get(name, []):
            operation["errors"].append({"shape": error})
    return document


class ServiceModel:
    def __init__(self, document: dict | None = None):
        document = document or debians_with_what_it_lacks()
        self.operations: dict[str, dict] = document["operations"]
        self.shapes: dict[str, dict] = document["shapes"]

    def declared_errors(self, operation: str) -> set[str]:
        return {error["shape"] for error in self.operations[operation]["errors"]}

    def input_of(self, operation: str) -> str:
        return self.operations[operation]["input"]["shape"]

    def output_of(self, operation: str) -> str:
        return self.operations[operation]["output"]["shape"]

    def members(self, shape_name: str, path: tuple = ()) -> Iterator[tuple[tuple, str]]:
        """(path, shape) of everything inside a shape; 0 stands for an element of a list."""
        shape = self.shapes[shape_name]
        if shape["type"] == "structure":
            inner = [(name, member["shape"]) for name, member in shape["members"].items()]
        elif shape["type"] == "list":
            inner = [(0, shape["member"]["shape"])]
        else:
            inner = []
        for step, inner_shape in inner:
            yield (*path, step), inner_shape
            yield from self.members(inner_shape, (*path, step))

    def check_output(self, shape_name: str, value: Any, path: tuple = ()) -> set[tuple]:
        """Paths of all members in a value, which must be what the model says."""
        shape = self.shapes[shape_name]
        kind = shape["type"]
        seen = {path}
        if kind == "structure":
            assert isinstance(value, dict), path
            assert set(value) <= set(shape["members"]), f"{path}: {value}"
            assert set(shape.get("required", [])) <= set(value), f"{path}: {value}"
            for name, inner in value.items():
                inner_shape = shape["members"][name]["shape"]
                seen |= self.check_output(inner_shape, inner, (*path, name))
        elif kind == "list":
            assert isinstance(value, list), path
            for inner in value:
                seen |= self.check_output(shape["member"]["shape"], inner, (*path, 0))
        else:
            self._check_scalar(shape, value, path)
        return seen

    def _check_scalar(self, shape: dict, value: Any, path: tuple) -> None:
        types: dict[str, type | tuple[type, ...]] = {
            "string": str, "blob": str, "boolean": bool, "integer": int, "long": int,
            "timestamp": (int, float)}
        assert isinstance(value, types[shape["type"]]), f"{path}: {value!r}"
        assert isinstance(value, bool) == (shape["type"] == "boolean"), f"{path}: {value!r}"
        if isinstance(value, str):
            assert shape.get("min", 0) <= len(value) <= shape.get("max", len(value)), path
            assert re.fullmatch(shape.get("pattern", r"(?s).*"), value), f"{path}: {value!r}"
            assert value in shape.get("enum", [value]), f"{path}: {value!r}"

    # --- values to try -------------------------------------------------------------------------

    def valid(self, shape_name: str, size: int | None = None) -> Any:
        """A value the model allows: of this length, or this number."""
        shape = self.shapes[shape_name]
        kind = shape["type"]
        if kind == "structure":
            names = shape.get("required") or list(shape["members"])[:1]
            return {name: self.valid(shape["members"][name]["shape"]) for name in names}
        if kind == "list":
            return [self._element(shape["member"]["shape"], i)
                    for i in range(shape.get("min", 1) if size is None else size)]
        if shape_name in MEANINGFUL and (size is None or size >= len(MEANINGFUL[shape_name])):
            text = MEANINGFUL[shape_name].ljust(size or 0, b"\0" if kind == "blob" else " ")
            return base64.b64encode(text).decode() if kind == "blob" else text
        if kind == "string":
            return "a" * (shape.get("min", 1) if size is None else size)
        if kind == "blob":
            return base64.b64encode(b"x" * (size or 0)).decode()
        return True if kind == "boolean" else (size or 1)

    def _element(self, shape_name: str, number: int) -> Any:
        """Elements of one list differ: some lists are sets."""
        if shape_name == "Tag":
            return {"Key": f"key-{number}", "Value": ""}
        if shape_name == "ImageIdentifier":
            return {"imageTag": f"tag-{number}"}
        if shape_name == "LayerDigest":
            return f"sha256:{number:064x}"
        return f"element-{number}"

    def cases(self, shape_name: str) -> Iterator[Case]:
        """Values at, below and above every bound, off the pattern, and of another type."""
        shape = self.shapes[shape_name]
        for bound, beyond in ("min", -1), ("max", 1):
            if bound in shape:
                limit = shape[bound]
                if (shape_name, bound) not in MEANINGLESS_BOUNDS:
                    yield Case(f"at {bound} {limit}", self.valid(shape_name, limit), True)
                is_number = shape["type"] in ("integer", "long")
                if limit + beyond >= 0 or is_number:
                    outside = limit + beyond
                    value = outside if is_number else self.valid(shape_name, outside)
                    yield Case(f"beyond {bound} {limit}", value, False)
        if "pattern" in shape:
            yield from self._off_pattern(shape_name)
        yield Case("of another type", 1 if shape["type"] in ("string", "blob") else "x", False)

    def _off_pattern(self, shape_name: str) -> Iterator[Case]:
        shape = self.shapes[shape_name]
        good = self.valid(shape_name)
        good = good if len(good) > 1 else good * 4
        yield Case("on pattern", good, True)
        for bad in [good + "\n", "\n" + good, good + " ", good + "\0", good + "\u00e9", good + "/",
                    "A" + good[1:], good + "//a", "." + good, good + ".", "../" + good]:
            if not re.fullmatch(shape["pattern"], bad):
                yield Case(f"off pattern {bad!r}", bad, False)
