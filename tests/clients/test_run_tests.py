"""tools/run_tests.py: what it keeps from the suite, and how it counts."""

import json
import os
import pathlib
import subprocess
import sys

from support.server import ROOT

SAYS_WHAT_IT_SEES = """
import json, os, pathlib, time

def test_nothing(tmp_path):
    file = tmp_path / "file"
    file.touch()
    pathlib.Path("{seen}").write_text(json.dumps({{
        "environment": dict(os.environ), "mode": file.stat().st_mode & 0o777,
        "hour": time.localtime(0).tm_hour, "umlaut": open("{umlaut}").read()}}))
"""


def run(folder: pathlib.Path, *suites: str, umask: int = -1,
        **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, ROOT / "tools/run_tests.py", folder, *suites],
                          cwd=folder, capture_output=True, text=True, check=False, umask=umask,
                          env={"PATH": os.environ["PATH"], **variables})


def test_nothing_of_the_machine_reaches_a_test(tmp_path):
    seen, umlaut = tmp_path / "seen.json", tmp_path / "umlaut"
    umlaut.write_text("\u00fc", encoding="utf-8")
    suite = tmp_path / "test_it.py"
    suite.write_text(SAYS_WHAT_IT_SEES.format(seen=seen, umlaut=umlaut), encoding="utf-8")
    foreign = {"AWS_PROFILE": "none", "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
               "BERTH_LISTEN": "127.0.0.1:1", "DOCKER_HOST": "tcp://127.0.0.1:1",
               "GTEST_FILTER": "-*", "PYTEST_ADDOPTS": "--nonsense", "PYTHONWARNINGS": "error",
               "XDG_CONFIG_HOME": "/", "LANG": "tr_TR.ISO-8859-9"}
    done = run(tmp_path, str(suite), umask=0o077, LC_ALL="POSIX", TZ="Asia/Kathmandu",
               http_proxy="http://127.0.0.1:1", BERTH_TEST_SEED="7", **foreign)
    assert done.stdout.endswith("1 passed, 0 failed\n"), done.stdout + done.stderr
    found = json.loads(seen.read_text(encoding="utf-8"))
    assert (found["mode"], found["hour"], found["umlaut"]) == (0o644, 0, "\u00fc")
    assert not foreign.keys() & found["environment"].keys()
    assert found["environment"]["BERTH_TEST_SEED"] == "7"
    assert "127.0.0.1" in found["environment"]["no_proxy"]


def test_a_suite_of_nothing_fails(tmp_path):
    (tmp_path / "test_none.py").touch()
    done = run(tmp_path, str(tmp_path / "test_none.py"))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "0 passed, 1 failed")
