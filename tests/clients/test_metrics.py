"""GET /metrics: what happens to a server shows up by its name and number (docs/operating/metrics.md)."""

import base64
import re
import shutil
import subprocess
from collections.abc import Callable

import pytest
from support import aws
from support.certificate import Certificate
from support.garbage import collect, make_due
from support.images import make_image
from support.oci import OciClient
from support.ops import OpsServer, documented
from support.server import ALIAS
from support.waiting import wait_until

PATH = f"{ALIAS}/measured"
SAMPLE = re.compile(r'(\w+)(?:\{((?:\w+="[^"\\]*",?)*)\})? \d+(?:\.\d+)?')


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with OpsServer(tmp_path_factory.mktemp("metrics"), "--gc", "off") as running:
        aws.make_client(running).create_repository(repositoryName="measured")
        yield running


@pytest.fixture
def oci(server):
    with OciClient(server.address, aws.login_password(aws.make_client(server))) as client:
        yield client


def requests(handler: str, method: str, code: int) -> str:
    return f'registry_http_requests_total{{handler="{handler}",method="{method}",code="{code}"}}'


def operation(api: str, name: str, outcome: str) -> str:
    return f'berth_operations_total{{api="{api}",operation="{name}",outcome="{outcome}"}}'


def failures(reason: str) -> str:
    return f'berth_authentication_failures_total{{reason="{reason}"}}'


def rises(server: OpsServer, work: Callable[[], object], by: dict[str, int]) -> None:
    """Each of these series, by that much. A request is counted after its answer has been sent."""
    before = server.metrics()
    work()
    wait_until(lambda: (now := server.metrics()) and
               all(now[series] - before[series] == rise for series, rise in by.items()))


def test_every_documented_metric_is_on_the_page_with_its_type_and_labels(server):
    text = server.metrics().text
    typed = dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE))
    assert typed == {name: metric.type for name, metric in documented().items()}
    assert sorted(re.findall(r"^# HELP (\w+) .+$", text, re.MULTILINE)) == sorted(typed)
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        found = SAMPLE.fullmatch(line)
        assert found, line
        name = found[1] if found[1] in typed else re.sub("_(bucket|sum|count)$", "", found[1])
        labels = [label for label in re.findall(r'(\w+)="', found[2] or "") if label != "le"]
        assert tuple(labels) == documented()[name].labels, line


def test_prometheus_has_nothing_to_say_against_the_page(server):
    promtool = shutil.which("promtool")
    assert promtool, "tools/setup.sh test installs Debian's prometheus"
    done = subprocess.run([promtool, "check", "metrics"], input=server.metrics().text, text=True,
                          capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_push_and_a_pull_show_up(server, oci):
    image = make_image()
    rises(server, lambda: oci.push(PATH, image, "v1"),
          {requests("manifest", "put", 201): 1,
           requests("blob_upload", "post", 202): len(image.blobs),
           requests("blob_upload_chunk", "put", 201): len(image.blobs),
           operation("oci", "PutManifest", "ok"): 1,
           operation("oci", "FinishUpload", "ok"): len(image.blobs)})
    rises(server, lambda: oci.get_manifest(PATH, "v1"),
          {requests("manifest", "get", 200): 1, operation("oci", "GetManifest", "ok"): 1,
           'registry_http_request_duration_seconds_count{handler="manifest",method="get"}': 1,
           'registry_http_response_size_bytes_sum{handler="manifest"}': len(image.manifest.content)})


def test_a_read_is_counted_as_a_miss_and_from_then_on_as_a_hit(server, oci):
    oci.push(PATH, make_image(), "read")
    rises(server, lambda: oci.get_manifest(PATH, "read"),
          {'berth_answer_memory_misses_total{api="oci"}': 1,
           'berth_answer_memory_hits_total{api="oci"}': 0})
    rises(server, lambda: oci.get_manifest(PATH, "read"),
          {'berth_answer_memory_misses_total{api="oci"}': 0,
           'berth_answer_memory_hits_total{api="oci"}': 1})
    assert server.metrics()['berth_answer_memory_bytes{api="oci"}'] > 0


def test_what_is_not_there_shows_up_as_404(server, oci):
    rises(server, lambda: oci.get_manifest(PATH, "absent"),
          {requests("manifest", "get", 404): 1, operation("oci", "GetManifest", "refused"): 1})
    rises(server, lambda: oci.send("GET", "/no/such/page"), {requests("other", "get", 404): 1})


def test_logins_show_up_with_the_reason_of_a_refusal(server):
    wrong = base64.b64encode(b"AKIAIOSFODNN7EXAMPLE:wrong").decode()
    with OciClient(server.address) as anonymous:
        rises(server, lambda: anonymous.send("GET", "/v2/"),
              {requests("base", "get", 401): 1, failures("no_credentials"): 1})
        rises(server, lambda: anonymous.send("GET", "/token/", headers={
            "Authorization": "Basic " + wrong}),
              {requests("token", "get", 401): 1, failures("unknown_user"): 1,
               'berth_tokens_issued_total{kind="bearer"}': 0})
        rises(server, lambda: anonymous.send("GET", "/v2/", headers={
            "Authorization": "Bearer nonsense"}), {failures("unknown_token"): 1})
        rises(server, anonymous.bearer, {'berth_tokens_issued_total{kind="bearer"}': 1})


def test_operations_of_the_api_show_up_by_name(server):
    ecr = aws.make_client(server)
    rises(server, lambda: ecr.describe_image_tags(repositoryName="measured"),
          {operation("ecr_public", "DescribeImageTags", "ok"): 1,
           requests("ecr_public", "post", 200): 1})
    rises(server, lambda: aws.call(server, "DescribeImageTags", {"repositoryName": "absent"}),
          {operation("ecr_public", "DescribeImageTags", "refused"): 1})
    rises(server, ecr.get_authorization_token, {'berth_tokens_issued_total{kind="login"}': 1})


def test_an_upload_is_open_until_it_ends(server, oci):
    before = server.metrics()["berth_uploads_open"]
    location = oci.start_upload(PATH)
    assert server.metrics()["berth_uploads_open"] == before + 1
    oci.request("DELETE", location)
    assert server.metrics()["berth_uploads_open"] == before


def test_the_store_the_disk_and_the_process_are_measured(server, oci):
    oci.push(PATH, make_image(), "stored")
    metrics = server.metrics()
    for series in ('berth_database_size_bytes{file="database"}', "berth_disk_free_bytes",
                   "berth_schema_version", 'berth_sync_duration_seconds_count{kind="commit"}',
                   "berth_writer_batch_size_count", "berth_worker_wait_seconds_count",
                   "berth_workers", "berth_connections_open", "berth_connections_accepted_total",
                   "process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds",
                   "process_max_fds", "process_start_time_seconds"):
        assert metrics[series] > 0, series


def test_no_label_has_a_name_that_a_client_chose(server, oci):
    oci.push(PATH, make_image(), "unmistakable-tag")
    oci.send("GET", "/v2/unmistakable/name/manifests/unmistakable",
             headers={"User-Agent": "unmistakable"})
    text = server.metrics().text
    assert "measured" not in text
    assert "unmistakable" not in text
    assert "sha256" not in text


def test_metrics_are_nothing_to_those_who_are_served(server, oci):
    assert oci.send("GET", "/metrics").status == 404
    assert server.ask("/metrics", "POST")[0] == 405
    assert server.ask("/metrics", "HEAD") == (200, "")


def test_a_server_with_a_certificate_says_when_it_expires(tmp_path):
    certificate = Certificate(tmp_path)
    with OpsServer(tmp_path, certificate=certificate) as server:
        with OciClient(server.address, tls_context=server.tls_context()) as client:
            assert client.send("GET", "/healthz").status == 200
        metrics = server.metrics()
        assert metrics['berth_tls_handshakes_total{result="ok"}'] > 0
        assert (metrics["berth_tls_certificate_expiry_timestamp_seconds"]
                > metrics["process_start_time_seconds"])


def test_a_run_of_the_collector_shows_up_with_what_it_freed(tmp_path):
    with OpsServer(tmp_path, "--gc", "off") as server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="measured")
        image = make_image()
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            oci.push(PATH, image)
        ecr.batch_delete_image(repositoryName="measured",
                               imageIds=[{"imageDigest": image.digest}])
        make_due(server)
        count, freed = collect(server)["blobs"]
        collect(server)
        assert count == len(image.blobs)
        metrics = server.metrics()
        assert metrics['berth_gc_runs_total{trigger="request",result="ok"}'] == 2
        assert metrics['berth_gc_removed_total{kind="blob"}'] == count
        assert metrics['berth_gc_freed_bytes_total{kind="blob"}'] == freed
        assert metrics["berth_gc_run_duration_seconds_count"] == 2
