"""zot's own benchmark, against everybody."""

import functools
import json
import os
import subprocess
import tempfile

from load import Unsupported, Value, WrongAnswer
from peers import NAMESPACE, REGISTRIES
from peers.install import ZB
from peers.peer import Peer
from workloads.workload import Case, Settings, Workload, check

TESTS = ("Get Catalog", "Push Monolith 1MB", "Push Chunk Streamed 1MB", "Pull 1MB",
         "Pull 75% and Push 25% Mixed 1MB")
CONNECTIONS, REQUESTS = 10, 100
TIMEOUT_S = 120


class Zb(Workload):
    name = "zb"
    peers = REGISTRIES
    starts_empty = True

    def cases(self):
        return [Case("zb-" + test.lower().replace(" ", "-").replace("%", ""),
                     f"zb, {test}, c={CONNECTIONS}, n={REQUESTS}",
                     functools.partial(_measure, test=test)) for test in TESTS]


def _measure(peer: Peer, settings: Settings, test: str) -> Value:
    del settings
    try:
        ZB.install()
    except RuntimeError as reason:
        raise Unsupported(str(reason)) from reason
    login = peer.basic_login()
    with tempfile.TemporaryDirectory(prefix="berth-zb-") as directory:
        # What it pushes is left where it is: it would delete it before the next test begins.
        done = subprocess.run(
            [ZB.binary, "-c", str(CONNECTIONS), "-n", str(REQUESTS), "-d", f"{directory}/data",
             "-r", f"{NAMESPACE}/zb", "-o", "ci-cd", "-t", f"^{test}$", "--skip-cleanup",
             *(["-A", login] if login else []), peer.url],
            cwd=directory, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
        if done.returncode != 0:
            raise WrongAnswer(done.stdout[-500:] + done.stderr[-500:])
        with open(os.path.join(directory, "ci-cd.json"), encoding="utf-8") as file:
            [told] = json.load(file)
    check(told["name"] == test, told)
    return Value(float(told["value"]), "requests/s")
