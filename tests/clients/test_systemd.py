"""packaging/berth.service, started by a real systemd: it serves port 443 as a user without rights,
within all that the unit takes from it."""

import hashlib
import re
import ssl
import subprocess

import pytest
from support.certificate import Certificate
from support.images import make_image, write_oci_layout
from support.server import BINARY, ROOT
from support.systemd import SystemdOnThisUsr
from support.waiting import wait_until

UNIT = ROOT / "packaging/berth.service"
# What `systemd-analyze security` calls 1.5 of 10.
MAX_EXPOSURE_TENTHS = 15
CONFIGURATION = """data-dir = "/var/lib/berth"
listen = "0.0.0.0:443"
tls-cert = "/etc/berth/cert.pem"
tls-key = "/etc/berth/key.pem"
alias = "acme"
create-on-push = true
"""
CERTIFICATE_FILES = ("cert.pem", "key.pem")
CAPABILITY_NET_BIND_SERVICE = 1 << 10
PRINT_CERTIFICATE = "import ssl; print(ssl.get_server_certificate(('127.0.0.1', 443)))"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return Certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def systemd(tmp_path_factory, certificate):
    booted = SystemdOnThisUsr(tmp_path_factory.mktemp("systemd"), BINARY, [UNIT])
    try:
        (booted.root / "etc/berth/berth.toml").write_text(CONFIGURATION, encoding="ascii")
        install(booted, certificate)
        booted.run("systemctl", "start", "berth")
        wait_until(lambda: '"event":"listening"' in booted.journal())
        yield booted
    finally:
        booted.close()


def install(systemd: SystemdOnThisUsr, certificate: Certificate) -> None:
    for name, file in zip(CERTIFICATE_FILES, (certificate.file, certificate.key_file)):
        installed = systemd.root / "etc/berth" / name
        installed.unlink(missing_ok=True)
        installed.write_bytes(file.read_bytes())
        systemd.give_to_berth(installed, 0o400)


def main_process(systemd: SystemdOnThisUsr) -> str:
    return systemd.run("systemctl", "show", "--property=MainPID", "--value", "berth").strip()


def served_certificate(systemd: SystemdOnThisUsr) -> bytes:
    return ssl.PEM_cert_to_DER_cert(
        systemd.run_in_its_network("/usr/bin/python3", "-c", PRINT_CERTIFICATE))


def fingerprint(certificate: Certificate) -> str:
    text = certificate.file.read_text(encoding="ascii")
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(text)).hexdigest()


def test_the_unit_takes_from_the_service_what_it_does_not_need():
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={MAX_EXPOSURE_TENTHS}",
         "--no-pager", UNIT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_runs_as_its_user_with_one_capability_behind_a_filter_of_system_calls(systemd):
    status = systemd.run("cat", f"/proc/{main_process(systemd)}/status")
    fields = dict(line.split(":\t", 1) for line in status.splitlines())
    assert "0" not in fields["Uid"].split()
    for name in ("CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(fields[name], 16) == CAPABILITY_NET_BIND_SERVICE, name
    assert fields["NoNewPrivs"] == "1"
    assert fields["Seccomp"] == "2"
    limits = systemd.run("cat", f"/proc/{main_process(systemd)}/limits")
    assert re.search(r"Max core file size +0 +0 ", limits)


def test_an_image_is_pushed_and_pulled_on_port_443(systemd, tmp_path, certificate):
    image = make_image(layers=2, layer_bytes=100_000)
    write_oci_layout(tmp_path / "pushed", image)
    credentials = systemd.root / "var/lib/berth/credentials"
    get_password = ["env", f"AWS_SHARED_CREDENTIALS_FILE={credentials}",
                    f"AWS_CA_BUNDLE={certificate.file}", "AWS_CONFIG_FILE=/dev/null",
                    "/usr/bin/aws", "ecr-public", "get-login-password", "--region=us-east-1",
                    "--endpoint-url=https://localhost"]
    password = systemd.run_in_its_network(*get_password).strip()
    skopeo = ["/usr/bin/skopeo", "copy", "--preserve-digests"]
    trust = f"cert-dir={certificate.trust_directory}"
    systemd.run_in_its_network(*skopeo, f"--dest-{trust}", f"--dest-creds=AWS:{password}",
                               f"oci:{tmp_path}/pushed", "docker://localhost/acme/hello:v1")
    systemd.run_in_its_network(*skopeo, f"--src-{trust}", "--src-no-creds",
                               "docker://localhost/acme/hello:v1", f"oci:{tmp_path}/pulled")
    pulled = tmp_path / "pulled/blobs/sha256" / image.digest.partition(":")[2]
    assert pulled.read_bytes() == image.manifest.content


def test_files_of_the_data_directory_are_for_its_user_alone(systemd):
    listed = systemd.run("find", "/var/lib/berth", "-perm", "/077")
    assert listed == ""


def test_a_reload_serves_the_renewed_certificate_and_goes_on(systemd, certificate):
    process = main_process(systemd)
    assert hashlib.sha256(served_certificate(systemd)).hexdigest() == fingerprint(certificate)
    certificate.renew()
    install(systemd, certificate)
    systemd.run("systemctl", "reload", "berth")
    wait_until(lambda: hashlib.sha256(served_certificate(systemd)).hexdigest()
               == fingerprint(certificate))
    assert main_process(systemd) == process
    assert systemd.run("systemctl", "is-active", "berth").strip() == "active"


def test_it_stops_well_when_told_to(systemd):
    systemd.run("systemctl", "stop", "berth")
    assert systemd.run("systemctl", "show", "--property=Result", "--value",
                       "berth").strip() == "success"
    assert '"event":"stopped"' in systemd.journal()
