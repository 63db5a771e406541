"""The Debian package (`make package`), on a bare Debian 12: installed, upgraded, removed, purged."""

import configparser
import io
import json
import pathlib
import shutil
import subprocess
import tarfile

import pytest
from support import aws
from support.daemon import AS_ROOT
from support.debian import BareDebian, with_version
from support.documents import shell_blocks
from support.images import Image, make_image, write_oci_layout
from support.oci import OciClient
from support.older_data import NEWEST, make_older
from support.server import ALIAS, ROOT, Server
from support.waiting import wait_until

ADDRESS = "127.0.0.1:5000"
DATA = "/var/lib/berth"
CONFIGURATION = "/etc/berth/berth.toml"
OLDER_VERSION = "0.0.1"
OLD_IMAGE = make_image(layers=2, layer_bytes=20_000)
SKOPEO = ["/usr/bin/skopeo", "copy", "--preserve-digests"]


@pytest.fixture(scope="module")
def package() -> pathlib.Path:
    [file] = (ROOT / "build/package").glob("berth_*.deb")
    return file


@pytest.fixture(scope="module")
def helper_package() -> pathlib.Path:
    [file] = (ROOT / "build/package").glob("docker-credential-berth_*.deb")
    return file


@pytest.fixture(scope="module")
def machine(tmp_path_factory, package, helper_package):
    debian = BareDebian(tmp_path_factory.mktemp("debian"), package, helper_package)
    try:
        yield debian
    finally:
        debian.close()


@pytest.fixture
def installed(machine: BareDebian, package: pathlib.Path) -> BareDebian:
    """With the service up, after the commands of the README."""
    if not exists(machine, "/usr/bin/berth"):
        script = shell_blocks("README.md", "Start")[0]
        for written, here in [("sudo ", ""), ("apt-get install", "apt-get install --yes"),
                              (f"./{package.name}", machine.give(package)), ("$USER", "root")]:
            assert written in script
            script = script.replace(written, here)
        machine.run("sh", "-ec", f"cd /srv; {script}")
    wait_until_up(machine)
    return machine


def wait_until_up(machine: BareDebian) -> None:
    wait_until(lambda: is_healthy(machine))


def is_healthy(machine: BareDebian) -> bool:
    try:
        machine.run_in_its_network(
            "/usr/bin/python3", "-c",
            f"import urllib.request as r; r.urlopen('http://{ADDRESS}/healthz', timeout=10)")
    except AssertionError:
        return False
    return True


def berth(machine: BareDebian, *command: str) -> str:
    """As the manual says; a bare Debian has no sudo."""
    return machine.run("setpriv", "--reuid=berth", "--regid=berth", "--clear-groups", "berth",
                       *command, f"--config={CONFIGURATION}")


def access_key(machine: BareDebian) -> str:
    """ID:SECRET, from where the README puts it."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_file(io.StringIO(machine.run("cat", "/srv/credentials")))
    profile = parser["default"]
    return f"{profile['aws_access_key_id']}:{profile['aws_secret_access_key']}"


def push(machine: BareDebian, image: Image, path: str, folder: pathlib.Path) -> None:
    write_oci_layout(folder / "pushed", image)
    machine.run_in_its_network(*SKOPEO, "--dest-tls-verify=false",
                               f"--dest-creds={access_key(machine)}", f"oci:{folder}/pushed",
                               f"docker://{ADDRESS}/{path}:v1")


def check_pull(machine: BareDebian, image: Image, path: str, folder: pathlib.Path) -> None:
    machine.run_in_its_network(*SKOPEO, "--src-tls-verify=false", "--src-no-creds",
                               f"docker://{ADDRESS}/{path}:v1", f"oci:{folder}/pulled")
    pulled = folder / "pulled/blobs/sha256" / image.digest.partition(":")[2]
    assert pulled.read_bytes() == image.manifest.content


def exists(machine: BareDebian, path: str) -> bool:
    return machine.try_run("test", "-e", path).returncode == 0


def test_files_have_the_time_of_the_commit_and_not_that_of_the_checkout(package):
    files = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(files.stdout)) as archive:
        assert len({member.mtime for member in archive}) == 1


def test_the_service_is_up_after_the_installation_on_loopback_as_its_user(installed):
    assert installed.run("systemctl", "is-enabled", "berth").strip() == "enabled"
    process = installed.run("systemctl", "show", "--property=MainPID", "--value", "berth").strip()
    assert installed.run("stat", "--format=%U", f"/proc/{process}").strip() == "berth"
    assert f'"address":"{ADDRESS}"' in installed.journal()
    assert installed.run("stat", "--format=%U %a", f"{DATA}/credentials").strip() == "berth 600"


def test_the_first_push_and_pull_by_skopeo(installed, tmp_path):
    [account] = json.loads(berth(installed, "account", "list", "--output=json"))
    path = f"{account['alias']}/hello"
    berth(installed, "repository", "create", path)
    image = make_image(layers=2, layer_bytes=100_000)
    push(installed, image, path, tmp_path)
    check_pull(installed, image, path, tmp_path)


def test_the_manual_and_the_completions_are_installed(installed):
    for file in ("man/man1/berth.1.gz", "zsh/vendor-completions/_berth",
                 "fish/vendor_completions.d/berth.fish"):
        assert exists(installed, f"/usr/share/{file}")
    completed = installed.run("bash", "-c", """
        source /usr/share/bash-completion/completions/berth
        COMP_WORDS=(berth conf) COMP_CWORD=1; _berth; echo "${COMPREPLY[@]}" """)
    assert completed.strip() == "config"


@pytest.fixture(scope="module")
def pushed_data(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The folder of a stopped server that has served."""
    server = Server(tmp_path_factory.mktemp("older"))
    with server:
        ecr = aws.make_client(server)
        ecr.create_repository(repositoryName="app")
        with OciClient(server.address, aws.login_password(ecr)) as oci:
            oci.push(f"{ALIAS}/app", OLD_IMAGE, "v1")
    return server.data_dir


@pytest.fixture(scope="module")
def older_package(tmp_path_factory: pytest.TempPathFactory, package: pathlib.Path) -> pathlib.Path:
    return with_version(package, OLDER_VERSION, tmp_path_factory.mktemp("package"))


@pytest.mark.parametrize("version", range(1, NEWEST))
def test_an_upgrade_brings_the_data_of_every_older_schema_along_and_keeps_the_settings(
        installed, package, older_package, pushed_data, tmp_path, version):
    older = Server(tmp_path)
    shutil.copytree(pushed_data, older.data_dir)
    make_older(older, version)

    installed.run("dpkg", "--install", installed.give(older_package))
    installed.run("systemctl", "stop", "berth")
    installed.run("rm", "-rf", DATA)
    subprocess.run([*AS_ROOT, "cp", "-R", older.data_dir, f"{installed.root}{DATA}"], check=True)
    installed.run("chown", "-R", "berth:berth", DATA)
    installed.run("sh", "-c", f"echo 'create-on-push = true  # {version}' > {CONFIGURATION}.new;"
                  f"grep -v ^create-on-push {CONFIGURATION} >> {CONFIGURATION}.new;"
                  f"mv {CONFIGURATION}.new {CONFIGURATION}")
    installed.run("dpkg", "--install", installed.give(package))
    wait_until_up(installed)

    assert f"create-on-push = true  # {version}" in installed.run("cat", CONFIGURATION)
    check_pull(installed, OLD_IMAGE, f"{ALIAS}/app", tmp_path)
    installed.run("cp", f"{DATA}/credentials", "/srv/credentials")
    push(installed, make_image(), f"{ALIAS}/created-{version}", tmp_path)
    assert json.loads(berth(installed, "fsck", "--output=json")) == []


def test_the_package_of_the_credential_helper_makes_logins_and_goes_without_a_trace(
        installed, helper_package, tmp_path):
    # What it only recommends was not downloaded for this machine, which has no network.
    installed.apt("install", "--no-install-recommends", installed.give(helper_package))
    assert exists(installed, "/usr/share/man/man1/docker-credential-berth.1.gz")
    login = json.loads(installed.run(
        "env", "AWS_SHARED_CREDENTIALS_FILE=/srv/credentials",
        "sh", "-ec", f"echo {ADDRESS} | docker-credential-berth get"))
    assert (login["ServerURL"], login["Username"]) == (ADDRESS, "AWS")
    installed.run_in_its_network(
        "/usr/bin/skopeo", "login", "--tls-verify=false", f"--authfile={tmp_path}/auth.json",
        f"--username={login['Username']}", f"--password={login['Secret']}", ADDRESS)
    installed.apt("purge", "docker-credential-berth")
    assert installed.run("find", "/usr", "-name", "docker-credential-*").strip() == ""


def test_a_removal_keeps_settings_key_and_data_and_a_purge_deletes_them(installed, package, tmp_path):
    [account] = json.loads(berth(installed, "account", "list", "--output=json"))
    path = f"{account['alias']}/kept"
    berth(installed, "repository", "create", path)
    image = make_image()
    push(installed, image, path, tmp_path)

    installed.apt("remove", "berth")
    assert not exists(installed, "/usr/bin/berth")
    assert not is_healthy(installed)
    for kept in CONFIGURATION, f"{DATA}/server.key", f"{DATA}/metadata.db", f"{DATA}/blobs":
        assert exists(installed, kept)

    installed.apt("install", installed.give(package))
    wait_until_up(installed)
    check_pull(installed, image, path, tmp_path)

    installed.apt("purge", "berth")
    for deleted in "/etc/berth", DATA:
        assert not exists(installed, deleted)
    assert installed.run("getent", "passwd", "berth")  # may own data elsewhere
    assert installed.run("find", "/etc", "/var/lib", "-name", "*berth*").strip() == ""
