"""Debian's Prometheus: the server, and the tool that checks rules."""

import json
import pathlib
import re
import shutil
import subprocess
import urllib.parse
import urllib.request
from typing import Any

from support.server import ROOT, free_port
from support.waiting import wait_until

RULES = ROOT / "packaging/prometheus/berth.yml"
DASHBOARD = ROOT / "packaging/grafana/berth.json"
STOP_TIMEOUT_S = 60


def program(name: str) -> str:
    path = shutil.which(name)
    assert path, f"{name} is missing: tools/setup.sh test installs Debian's prometheus"
    return path


class Prometheus:
    """Scrapes one server, often, with the alert rules that Berth ships."""

    def __init__(self, directory: pathlib.Path, target: str):
        config = directory / "prometheus.yml"
        config.write_text(json.dumps({  # YAML contains JSON
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(RULES)],
            "scrape_configs": [{"job_name": "berth", "static_configs": [{"targets": [target]}]}],
        }), encoding="utf-8")
        self._address = f"127.0.0.1:{free_port()}"
        self._log = directory / "prometheus.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [program("prometheus"), f"--config.file={config}",
                 f"--storage.tsdb.path={directory / 'data'}",
                 f"--web.listen-address={self._address}"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def __enter__(self):
        try:
            wait_until(self._is_ready)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise

    def _is_ready(self) -> bool:
        assert self._process.poll() is None, self._log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(f"http://{self._address}/-/ready", timeout=10) as answer:
                return answer.status == 200
        except OSError:
            return False

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(f"http://{self._address}{path}", timeout=60) as answer:
            document = json.load(answer)
        assert document["status"] == "success", document
        return document["data"]

    def query(self, expression: str) -> list[dict]:
        """The series of an instant query."""
        return self._get("/api/v1/query?query=" + urllib.parse.quote(expression))["result"]

    def rules(self) -> list[dict]:
        return [rule for group in self._get("/api/v1/rules")["groups"] for rule in group["rules"]]


def dashboard_queries() -> list[str]:
    """As Grafana would send them, for the job `berth` and the last seconds."""
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    return [query.replace("$__rate_interval", "30s").replace("$job", "berth").replace("$instance", ".*")
            for query in queries]


def alerts() -> dict[str, str]:
    """The expression of each rule, by name, as Prometheus reads the file."""
    text = RULES.read_text(encoding="utf-8")
    found = re.findall(r"- alert: (\w+)\n +expr: (\|\n(?: {10}.*\n)+|.*\n)", text)
    return {name: expression.removeprefix("|\n") for name, expression in found}


def metrics_in(expression: str) -> set[str]:
    """The names of metrics that begin as those of Berth do."""
    return set(re.findall(r"\b(?:registry|berth|process)_\w+", expression))
