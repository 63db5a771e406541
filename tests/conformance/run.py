#!/usr/bin/python3
"""Runs the OCI conformance suite, with every API and every kind of data switched on, against a
server of its own.

usage: run.py SUITE RESULTS_DIRECTORY

SUITE is the program built from https://github.com/opencontainers/distribution-spec/conformance.
The last line is "N passed, N failed": what the suite skips or has disabled counts as failed.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/clients"))

from support import aws
from support.server import ALIAS, Server
from support.whole_data import check_ended

APIS = ("PING PULL PUSH REFERRER BLOBS_ATOMIC BLOBS_DELETE BLOBS_DIGEST_HEADER"
        " BLOBS_MOUNT_ANONYMOUS BLOBS_UPLOAD_CANCEL MANIFESTS_ATOMIC MANIFESTS_DELETE"
        " MANIFESTS_DIGEST_HEADER MANIFESTS_TAG_PARAM TAGS_ATOMIC TAGS_DELETE TAGS_LIST").split()
DATA = ("IMAGE INDEX INDEX_LIST SPARSE ARTIFACT SUBJECT SUBJECT_MISSING ARTIFACT_LIST SUBJECT_LIST"
        " DATA_FIELD NONDISTRIBUTABLE CUSTOM_FIELDS NO_LAYERS EMPTY_BLOB SHA512").split()


def run(suite: str, results: pathlib.Path, server: Server) -> int:
    """Its exit code."""
    ecr = aws.make_client(server)
    for name in "conformance/one", "conformance/two":
        ecr.create_repository(repositoryName=name)
    settings = {"REGISTRY": server.address, "TLS": "disabled", "VERSION": "1.1",
                "REPO1": f"{ALIAS}/conformance/one", "REPO2": f"{ALIAS}/conformance/two",
                "USERNAME": "AWS", "PASSWORD": aws.login_password(ecr),
                "RESULTS_DIR": str(results)}
    settings |= {f"API_{name}": "true" for name in APIS}
    settings |= {f"DATA_{name}": "true" for name in DATA}
    done = subprocess.run(
        [suite], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=os.environ | {f"OCI_{name}": value for name, value in settings.items()})
    return done.returncode


def report_all_but_passes(junit_file: pathlib.Path) -> int:
    count = 0
    for case in xml.etree.ElementTree.parse(junit_file).iter("testcase"):
        if case.get("status") != "passed":
            count += 1
            print(f"{case.get('status')}: {case.get('name')}: {case.findtext('system-out')}")
    return count


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    results = pathlib.Path(sys.argv[2]).resolve()
    results.mkdir(parents=True, exist_ok=True)
    junit_file = results / "junit.xml"
    junit_file.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        with Server(pathlib.Path(directory), "--sparse-images") as server:
            status = run(sys.argv[1], results, server)
        check_ended()
    failed = report_all_but_passes(junit_file)
    # The suite counts every API that a test exercised.
    totals = xml.etree.ElementTree.parse(junit_file).getroot()
    not_passed = sum(int(totals.get(name, 0)) for name in
                     ("failures", "errors", "skipped", "disabled"))
    passed = int(totals.get("tests", 0)) - not_passed
    failed = max(failed, not_passed)
    if status != 0 and failed == 0:
        print(f"{sys.argv[1]} ended with {status}, and none of its tests failed")
        failed = 1
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
