"""A server with its second listener: probes and metrics."""

import http.client
import json
import pathlib
import re
from typing import NamedTuple

from support.certificate import Certificate
from support.server import ROOT, Server
from support.waiting import wait_until

METRICS_PAGE = ROOT / "docs/operating/metrics.md"
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class OpsServer(Server):
    """Listens for probes at a port of the kernel's choice."""

    def __init__(self, directory: pathlib.Path, *options: str,
                 certificate: Certificate | None = None):
        super().__init__(directory, "--ops-listen", "0", *options, certificate=certificate)
        self._earlier_starts = 0

    def start(self) -> None:
        self._earlier_starts = len(self._starts()) if self.log_file.exists() else 0
        super().start()

    def _starts(self) -> list[str]:
        return [line for line in self.log_lines() if '"event":"listening"' in line]

    @property
    def ops_address(self) -> str:
        """Of this start, which may be logged after it serves: another one had another port."""
        wait_until(lambda: len(self._starts()) > self._earlier_starts)
        return json.loads(self._starts()[-1])["ops_address"]

    def ask(self, path: str, method: str = "GET") -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.ops_address, timeout=60)
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            if answer.status == 200 and path == "/metrics":
                assert answer.headers["Content-Type"] == METRICS_TYPE
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def metrics(self) -> "Metrics":
        status, text = self.ask("/metrics")
        assert status == 200
        return Metrics(text)


class Metrics:
    """One page of metrics."""

    def __init__(self, text: str):
        self.text = text
        self._series: dict[str, float] = {}
        for line in text.splitlines():
            if not line.startswith("#"):
                series, value = line.rsplit(" ", 1)
                assert series not in self._series, f"{series} twice"
                self._series[series] = float(value)

    def __contains__(self, series: str) -> bool:
        return series in self._series

    def __getitem__(self, series: str) -> float:
        """As it is written; 0 if it is not there: then nothing was counted."""
        return self._series.get(series, 0)

    def names(self) -> set[str]:
        """Of all series, so with the suffixes of histograms."""
        return {series.partition("{")[0] for series in self._series}


class Documented(NamedTuple):
    """A row of docs/operating/metrics.md."""
    type: str
    labels: tuple[str, ...]


def documented() -> dict[str, Documented]:
    """By the name of the metric."""
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*?) \|", METRICS_PAGE.read_text(encoding="utf-8"),
                      re.MULTILINE)
    return {name: Documented(kind, tuple(re.findall(r"`(\w+)`", labels)))
            for name, kind, labels in rows}
