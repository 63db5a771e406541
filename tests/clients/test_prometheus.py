"""What Berth ships for Prometheus and Grafana works with Debian's Prometheus."""

import functools
import json
import re
import subprocess
import threading

import pytest
from support import aws
from support.images import make_image
from support.oci import OciClient
from support.ops import OpsServer, documented
from support.prometheus import (DASHBOARD, RULES, Prometheus, alerts, dashboard_queries, metrics_in,
                                program)
from support.server import ALIAS
from support.waiting import wait_until

PATH = f"{ALIAS}/watched"
# Only a server with a certificate has it.
WITH_TLS_ONLY = "berth_tls_certificate_expiry_timestamp_seconds"

# What makes each rule fire, by series: (what it is at first, what a minute adds).
FIRES: dict[str, dict[str, tuple[float, float]]] = {
    "BerthDown": {"up": (0, 0)},
    "BerthRestarts": {"process_start_time_seconds": (0, 60)},
    "BerthFails": {'registry_http_requests_total{code="500"}': (0, 2),
                   'registry_http_requests_total{code="200"}': (0, 100)},
    "BerthSlow": {
        'registry_http_request_duration_seconds_bucket{handler="manifest",le="1"}': (0, 0),
        'registry_http_request_duration_seconds_bucket{handler="manifest",le="10"}': (0, 60),
        'registry_http_request_duration_seconds_bucket{handler="manifest",le="+Inf"}': (0, 60)},
    "BerthDiskFull": {"berth_disk_free_bytes": (1, 0), "berth_disk_floor_bytes": (2, 0)},
    "BerthDiskFillsUp": {"berth_disk_free_bytes": (1e9, -1e6), "berth_disk_floor_bytes": (1e8, 0)},
    "BerthRegistryNearlyFull": {'berth_registry_size_bytes{registry="a",kind="blob"}': (95, 0),
                                'berth_registry_quota_bytes{registry="a"}': (100, 0)},
    "BerthSlowDisk": {'berth_sync_duration_seconds_bucket{kind="blob",le="1"}': (0, 0),
                      'berth_sync_duration_seconds_bucket{kind="blob",le="10"}': (0, 60),
                      'berth_sync_duration_seconds_bucket{kind="blob",le="+Inf"}': (0, 60)},
    "BerthWorkersBusy": {"berth_worker_queue_length": (65, 0), "berth_workers": (16, 0)},
    "BerthRefusesConnections": {'berth_connections_refused_total{reason="server_full"}': (0, 60)},
    "BerthRefusesLogins": {'berth_authentication_failures_total{reason="unknown_user"}': (0, 120)},
    "BerthCertificateExpires": {WITH_TLS_ONLY: (3600, 0)},
    "BerthCollectorFails": {'berth_gc_runs_total{result="failed"}': (0, 1)},
    "BerthFewFileDescriptors": {"process_open_fds": (90, 0), "process_max_fds": (100, 0)},
}
MINUTES = 120


def with_labels(series: str) -> str:
    name, _, labels = series.partition("{")
    return f'{name}{{job="berth",instance="one",{labels or "}"}'


def test_every_metric_of_the_dashboard_and_of_the_rules_is_declared():
    known = {"up"}
    for name, metric in documented().items():
        known |= {name + suffix for suffix in (
            ("_bucket", "_sum", "_count") if metric.type == "histogram" else ("",))}
    assert len(dashboard_queries()) > 20
    for expression in [*dashboard_queries(), *alerts().values()]:
        assert metrics_in(expression) or "up{" in expression, expression
        assert metrics_in(expression) <= known, expression


def test_the_dashboard_has_no_panel_over_another():
    taken: set[tuple[int, int]] = set()
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    for panel in panels:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])}
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells


def test_promtool_accepts_the_rules():
    done = subprocess.run([program("promtool"), "check", "rules", RULES], text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{len(alerts())} rules found" in done.stdout


def test_every_alert_fires_for_what_it_is_there_for(tmp_path):
    assert FIRES.keys() == alerts().keys()
    tests = [{"interval": "1m",
              "input_series": [{"series": with_labels(series),
                                "values": f"{start:g}{rise:+g}x{MINUTES}"}
                               for series, (start, rise) in wrong.items()],
              "promql_expr_test": [
                  {"expr": f'count(ALERTS{{alertname="{name}",alertstate="firing"}})',
                   "eval_time": f"{MINUTES}m",
                   "exp_samples": [{"labels": "{}", "value": 1}]}]}
             for name, wrong in FIRES.items()]
    cases = tmp_path / "cases.yml"
    cases.write_text(json.dumps({"rule_files": [str(RULES)], "tests": tests}), encoding="utf-8")
    done = subprocess.run([program("promtool"), "test", "rules", cases], text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


class Busy:
    """Pushes and pulls until it is told to end."""

    def __init__(self, server: OpsServer):
        self._server = server
        self._ecr = aws.make_client(server)
        self._ecr.create_repository(repositoryName="watched")
        self._end = threading.Event()
        self._failures: list[BaseException] = []
        self._thread = threading.Thread(target=self._work)

    def _work(self) -> None:
        try:
            with OciClient(self._server.address, aws.login_password(self._ecr)) as oci:
                while not self._end.is_set():
                    oci.push(PATH, make_image(), "latest")
                    oci.pull(PATH, "latest")
                    oci.push_blob(PATH, b"large enough for a file" * 1024)
                    oci.get_manifest(PATH, "absent")
                    oci.send("GET", "/v2/")
                    self._ecr.describe_image_tags(repositoryName="watched")
        except BaseException as failure:  # pylint: disable=broad-except
            self._failures.append(failure)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()
        assert not self._failures, self._failures


# What a busy machine may come near to, within the first seconds.
OF_THE_MACHINE = {"BerthSlow", "BerthSlowDisk", "BerthWorkersBusy", "BerthDiskFillsUp"}


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    directory = tmp_path_factory.mktemp("watched")
    with OpsServer(directory, "--quota-registry-bytes", str(2**40)) as server, Busy(server), \
         Prometheus(directory, server.ops_address) as prometheus:
        yield prometheus


def test_prometheus_scrapes_a_busy_server_and_every_query_of_the_dashboard_is_answered(watched):
    wait_until(lambda: [series["value"][1] for series in watched.query('up{job="berth"}')] == ["1"])
    for query in dashboard_queries():
        if WITH_TLS_ONLY in query:
            assert watched.query(query) == []
        else:
            wait_until(functools.partial(watched.query, query))
    wait_until(lambda: watched.query("berth_build_info"))
    [info] = watched.query("last_over_time(berth_build_info[1m])")
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", info["metric"]["version"])


def test_no_alert_fires_for_a_server_that_is_well(watched):
    wait_until(lambda: all(rule["health"] == "ok" for rule in watched.rules()))
    rules = watched.rules()
    assert {rule["name"] for rule in rules} == alerts().keys()
    assert {rule["name"] for rule in rules if rule["state"] != "inactive"} <= OF_THE_MACHINE
