"""The `berth` command: its output, its errors and its exit codes."""

import json
import pathlib
import re
import subprocess

import pytest
from support import aws
from support.administration import Administration
from support.oci import OciClient
from support.server import ALIAS, BINARY, ENVIRONMENT, Server

LISTINGS = [["account", "list"], ["alias", "list", ALIAS], ["user", "list", ALIAS],
            ["key", "list", ALIAS, "administrator"], ["policy", "list", ALIAS, "administrator"]]
COMMANDS = [[], ["serve"], ["config"], ["config", "check"],
            ["config", "show"], ["help"], ["gc"], ["fsck"],
            *([group, command] for group, commands in {
                "account": ["create", "list"], "alias": ["list", "add", "primary", "remove"],
                "user": ["create", "list", "delete"], "key": ["create", "list", "delete"],
                "policy": ["managed", "attach", "put", "detach", "list", "show"],
                "repository": ["list", "create", "delete"],
                "repository-policy": ["show", "delete"],
                "tag": ["list", "history", "rollback"]}.items()
              for command in commands)]


def fails(done: subprocess.CompletedProcess, code: int, message: str) -> None:
    """In one line on standard error, and nothing that a script could take for a result."""
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"berth: {message}\n")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(berth, command):
    help_text = berth.run(*command, "--help")
    assert f"Usage: {' '.join(['berth', *command])}" in help_text


def test_the_version_is_printed_alone(berth):
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", berth.run("--version"))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_explains_what_it_is_asked_for(berth, command):
    assert berth.run("help", *command) == berth.run(*command, "--help")


@pytest.mark.parametrize("arguments,message", [
    ([], "a command is required; see berth --help"),
    (["serv"], "there is no command 'serv'; did you mean 'serve'?; see berth --help"),
    (["tag", "histroy", "acme/app", "v1"],
     "there is no command 'histroy'; did you mean 'history'?; see berth tag --help"),
    (["version"], "there is no command 'version'; did you mean '--version'?; see berth --help"),
    (["help", "tag", "lst"], "there is no command 'lst'; did you mean 'list'?; see berth tag --help"),
    (["serve", "--lisen", "5000"],
     "there is no option '--lisen'; did you mean '--listen'?; see berth serve --help"),
    (["serve", "--data-dri=data"],
     "there is no option '--data-dri'; did you mean '--data-dir'?; see berth serve --help"),
    (["--nonsense"], "there is no option '--nonsense'; see berth --help"),
    (["gc", "now"], "'now' is more than it takes; see berth gc --help"),
    (["policy", "attach", ALIAS, "administrator", "AmazonElasticContainerRegistryPublicPowrUser"],
     "policy 'AmazonElasticContainerRegistryPublicPowrUser': not a managed policy "
     "(`berth policy managed` lists them); did you mean "
     "'AmazonElasticContainerRegistryPublicPowerUser'?"),
    (["nonsense"], "there is no command 'nonsense'; see berth --help"),
    (["user", "nonsense"], "there is no command 'nonsense'; see berth user --help"),
    (["user", "create"], "account is required; see berth user create --help"),
    (["account", "list", "--nonsense"],
     "there is no option '--nonsense'; see berth account list --help"),
    (["account", "list", "--output", "yaml"],
     "--output: takes table or json, not 'yaml'; see berth account list --help"),
    (["serve", "--listen", "nonsense"], "--listen: takes [HOST:]PORT, not 'nonsense'"),
    (["account", "create", "--id", "12"], "--id: takes 12 digits, not '12'"),
    (["policy", "attach", ALIAS, "administrator", "Nope"],
     "policy 'Nope': not a managed policy (`berth policy managed` lists them)"),
    (["serve", "--dev=maybe"], "--dev: takes on or off, not 'maybe'"),
    (["user", "create", ALIAS, "no/name"],
     "user: must be 1 to 64 letters, digits and characters of _+=,.@-"),
])
def test_wrong_calls_end_with_2(berth, arguments, message):
    fails(berth.try_to(*arguments), 2, message)


@pytest.mark.parametrize("arguments,message", [
    (["user", "list", "nobody"], "there is no account 'nobody'"),
    (["key", "list", ALIAS, "nobody"], "there is no user 'nobody'"),
    (["user", "create", ALIAS, "administrator"], "user 'administrator' is taken"),
])
def test_what_cannot_be_done_ends_with_1(berth, arguments, message):
    fails(berth.try_to(*arguments), 1, message)


def test_a_policy_that_locks_everybody_out_can_be_taken_away(server, ecr, berth, repository, path):
    deny = {"Version": "2012-10-17",
            "Statement": {"Effect": "Deny", "Principal": "*", "Action": "ecr-public:*"}}
    ecr.set_repository_policy(repositoryName=repository, policyText=json.dumps(deny), force=True)
    credentials = server.credentials()
    name = {"repositoryName": repository}
    denied = aws.call_as(server, credentials, "DeleteRepositoryPolicy", name).error
    assert denied == "AccessDeniedException"
    assert json.loads(berth.run("repository-policy", "show", path)) == deny
    berth.run("repository-policy", "delete", path)
    assert aws.call_as(server, credentials, "DescribeImages", name).error is None
    for command in "show", "delete":
        fails(berth.try_to("repository-policy", command, path), 1,
              f"the repository '{repository}' has no policy")


def test_a_full_disk_is_no_success(server):
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run([BINARY, "key", "create", ALIAS, "administrator", "--data-dir",
                               server.data_dir], stdout=full, stderr=subprocess.PIPE,
                              text=True, env=ENVIRONMENT, check=False)
    assert (done.returncode, done.stderr) == (1, "berth: cannot write to standard output\n")


def test_a_directory_without_data_is_left_alone(berth, tmp_path):
    done = berth.try_to("account", "list", "--data-dir", str(tmp_path))
    fails(done, 2, f"{tmp_path}: holds no data of Berth: start `berth serve` with it once, "
                   "or name another with --data-dir")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [*LISTINGS, ["tag", "list", f"{ALIAS}/configured"]],
                         ids=" ".join)
def test_the_data_are_found_by_the_configuration_of_the_server(server, ecr, berth, tmp_path,
                                                               command):
    if command[0] == "tag":
        ecr.create_repository(repositoryName="configured")
    file = tmp_path / "berth.toml"
    file.write_text(f'data-dir = "{server.data_dir}"\nworkers = 4\n', encoding="ascii")
    expected = berth.run(*command)
    ways: list[tuple[list[str], dict[str, str]]] = [
        (["--config", str(file)], {}), ([], {"BERTH_CONFIG": str(file)})]
    for options, variables in ways:
        done = subprocess.run([BINARY, *command, *options], capture_output=True, text=True,
                              cwd=tmp_path, env=ENVIRONMENT | variables, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


def test_the_configuration_is_overruled_by_the_command_line(berth, tmp_path):
    file = tmp_path / "berth.toml"
    file.write_text('data-dir = "elsewhere"\n', encoding="ascii")
    assert berth.run("account", "list", "--config", str(file)) == berth.run("account", "list")
    done = berth.try_to("account", "list", "--config", str(file), "--data-dir", str(tmp_path))
    fails(done, 2, f"{tmp_path}: holds no data of Berth: start `berth serve` with it once, "
                   "or name another with --data-dir")


def test_a_configuration_that_is_none_stops_every_command(berth, tmp_path):
    file = tmp_path / "berth.toml"
    file.write_text("nonsense = 1\n", encoding="ascii")
    for command in ["account", "list"], ["tag", "list", f"{ALIAS}/app"], ["gc"], ["fsck"]:
        fails(berth.try_to(*command, "--config", str(file)), 2, f"{file}:1: unknown setting 'nonsense'")


def test_a_directory_is_no_configuration(berth, tmp_path):
    fails(berth.try_to("config", "check", "--config", str(tmp_path)), 2,
          f"{tmp_path}: is a directory: --config names a TOML file")
    fails(berth.try_to("config", "check", "--config", str(tmp_path / "none")), 2,
          f"{tmp_path}/none: File could not be opened for reading: --config names a TOML file")


def test_a_configuration_that_is_no_toml_is_shown_by_the_line(berth, tmp_path):
    file = tmp_path / "berth.toml"
    file.write_text('workers = 4\nlisten = "x\n', encoding="ascii")
    done = berth.try_to("config", "check", "--config", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"berth: {file}:2: ")


def test_a_new_account_is_shown_with_its_alias(berth):
    made = berth.read("account", "create", "--alias", "newcomer")
    assert made["alias"] == "newcomer"
    fails(berth.try_to("account", "create", "--alias", "newcomer"), 1, "alias 'newcomer' is taken")


def test_a_policy_that_is_too_long_is_refused(berth, tmp_path):
    file = tmp_path / "policy.json"
    file.write_text(" " * 10_241)
    done = berth.try_to("policy", "put", ALIAS, "administrator", "long", str(file))
    fails(done, 2, f"{file}: is longer than 10240 bytes")


def test_a_policy_that_cannot_be_read_is_called_that(berth, tmp_path):
    for file, reason in (tmp_path, "is a directory"), (tmp_path / "none", "cannot be read"):
        done = berth.try_to("policy", "put", ALIAS, "administrator", "own", str(file))
        fails(done, 2, f"{file}: {reason}")


@pytest.mark.parametrize("command", [*LISTINGS, ["policy", "managed"]], ids=" ".join)
def test_listings_are_tables_or_json(berth, command):
    elements = berth.read(*command)
    header, *lines = berth.run(*command).splitlines()
    assert berth.run(*command, "--output", "table").splitlines() == [header, *lines]
    assert len(elements) == len(lines) > 0
    assert header == header.upper()
    for element, line in zip(elements, lines, strict=True):
        assert re.split(r" {2,}", line.strip()) == [value for value in element.values() if value]


def test_a_secret_is_printed_once(server, berth):
    key = berth.read("key", "create", ALIAS, "administrator")
    listed = berth.run("key", "list", ALIAS, "administrator", "--output", "json")
    assert key["accessKeyId"] in listed
    assert key["secretAccessKey"] not in listed
    for file in server.data_dir.rglob("metadata*"):
        assert key["secretAccessKey"].encode() not in file.read_bytes()


def test_a_running_server_goes_by_it_from_its_next_request_on(server, berth):
    credentials = berth.create_user(ALIAS, "running")
    assert aws.call_as(server, credentials, "DescribeRegistries", {}).error == "AccessDeniedException"
    berth.run("policy", "put", ALIAS, "running", "own", "-", stdin=json.dumps({
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "ecr-public:Describe*", "Resource": "*"}}))
    for _ in range(2):  # the second time from memory
        assert aws.call_as(server, credentials, "DescribeRegistries", {}).error is None
    berth.run("key", "delete", credentials.access_key_id)
    assert (aws.call_as(server, credentials, "DescribeRegistries", {}).error
            == "UnrecognizedClientException")


def test_a_stopped_server_goes_by_it_when_it_starts(tmp_path):
    server = Server(tmp_path)
    server.start()
    server.stop()
    berth = Administration(server)
    credentials = berth.create_account("later")
    berth.run("alias", "add", "later", "later-too")
    berth.run("alias", "primary", "later", "later-too")
    with server:
        registry = aws.call_as(server, credentials, "DescribeRegistries", {}).json()["registries"][0]
        assert registry["registryUri"] == f"{server.address}/later-too"
        assert {alias["name"] for alias in registry["aliases"]} >= {"later", "later-too"}


@pytest.mark.parametrize("setting,value,takes", [
    ("public-host", "http://reg.example.com/", "HOST[:PORT]"),
    ("alias", "BAD",
     "lower-case letters and digits, two or more from a letter on, in parts joined by . _ or -"),
    ("account-id", "1", "12 digits"),
    ("max-connections", "0", "a number from 1 on"),
])
def test_what_is_not_served_is_not_called_valid(berth, tmp_path, setting, value, takes):
    for command in ["serve", "--data-dir", str(tmp_path)], ["config", "check"]:
        done = berth.try_to(*command, f"--{setting}", value)
        fails(done, 2, f"--{setting}: takes {takes}, not '{value}'")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("setting,address,line", [
    ("metadata", "postgresql://berth:secret@db/berth", "takes sqlite, not 'postgresql:...'"),
    ("metadata", "sqlite:other.db", "takes sqlite, not 'sqlite:...'"),
    ("blobs", "s3://bucket/prefix", "takes directory, not 's3:...'"),
    ("blobs", "sqlite", "takes directory, not 'sqlite'"),
])
def test_a_store_of_an_unknown_kind_is_refused_with_those_that_are_known(berth, tmp_path, setting,
                                                                         address, line):
    for command in (["serve", "--data-dir", str(tmp_path)], ["config", "check"], ["account", "list"],
                    ["gc"], ["fsck"]):
        fails(berth.try_to(*command, f"--{setting}", address), 2, f"{setting}: {line}")
    assert not list(tmp_path.iterdir())


def check_config(*options: str, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run([BINARY, "config", "check", *options], capture_output=True, text=True,
                          env=ENVIRONMENT | variables, check=False)


def test_a_configuration_is_checked_without_serving(tmp_path):
    file = tmp_path / "berth.toml"
    file.write_text("workers = 4\n", encoding="ascii")
    done = check_config("--config", str(file))
    assert (done.returncode, done.stdout, done.stderr) == (0, "configuration is valid\n", "")


def show_config(folder: pathlib.Path, *options: str, **variables: str) -> dict:
    """By name of the setting: its value, and where that comes from."""
    done = subprocess.run([BINARY, "config", "show", "--output", "json", *options], text=True,
                          cwd=folder, capture_output=True, env=ENVIRONMENT | variables, check=True)
    return {row["setting"]: (row["value"], row["from"]) for row in json.loads(done.stdout)}


def test_each_value_of_the_configuration_is_shown_with_where_it_comes_from(tmp_path):
    file = tmp_path / "berth.toml"
    file.write_text('\nworkers = 4\nlisten = "*:443"\nalias = "acme"\n', encoding="ascii")
    shown = show_config(tmp_path, "--config", str(file), "--alias", "other", "--dev",
                        BERTH_LISTEN="5000", BERTH_GC="off")
    assert shown["workers"] == ("4", f"{file}:2")
    assert shown["listen"] == ("5000", "BERTH_LISTEN")
    assert shown["alias"] == ("other", "--alias")
    assert shown["dev"] == ("true", "--dev")
    assert shown["gc"] == ("off", "BERTH_GC")
    assert shown["gc-grace"] == ("86400", "default")
    assert shown["create-on-push"] == ("off", "default")
    assert shown["account-id"] == ("random", "default")
    assert shown["data-dir"] == (str(tmp_path / "data"), "default")
    assert shown["server-key"] == (str(tmp_path / "data/server.key"), "default")
    assert (shown["metadata"], shown["blobs"]) == (("sqlite", "default"), ("directory", "default"))
    help_text = subprocess.run([BINARY, "serve", "--help"], capture_output=True, text=True,
                               env=ENVIRONMENT, check=True).stdout
    assert set(shown) == {variable.lower().replace("_", "-")
                          for variable in re.findall(r"\[BERTH_(\w+)\]", help_text)}


@pytest.mark.parametrize("setting", ["data-dir", "server-key"])
def test_a_relative_path_is_shown_from_the_root(tmp_path, setting):
    for given in "store", "./store/", "a/../store":
        assert show_config(tmp_path, f"--{setting}", given)[setting][0] == str(tmp_path / "store")


def test_everything_that_is_wrong_with_a_configuration_is_said_with_where_it_is(tmp_path):
    file = tmp_path / "berth.toml"
    file.write_text('workers = 4\nlisen = "x:1"\ngc = "maybe"\n', encoding="ascii")
    done = check_config("--config", str(file), "--tls-key", "key.pem", BERTH_IO_THREADS="many")
    fails(done, 2, f"{file}:2: unknown setting 'lisen'; did you mean 'listen'?\n"
                   f"berth: {file}:3: gc: takes on|off, not 'maybe'\n"
                   "berth: BERTH_IO_THREADS: takes a whole number, not 'many'\n"
                   "berth: tls-cert: is missing: tls-key needs it")


def test_a_misspelt_variable_is_pointed_out(tmp_path):
    done = check_config(BERTH_LISTN="127.0.0.1:1", BERTH_LISTEN="127.0.0.1:2")
    assert (done.returncode, done.stdout) == (0, "configuration is valid\n")
    assert done.stderr == ("berth: BERTH_LISTN: unknown setting, ignored; "
                           "did you mean 'BERTH_LISTEN'?\n")
    with Server(tmp_path, variables={"BERTH_LISTN": "127.0.0.1:1"}) as server:
        pass
    assert ('"event":"unknown_variable","name":"BERTH_LISTN",'
            '"reason":"unknown setting, ignored; did you mean \'BERTH_LISTEN\'?"') in (
                server.log_tail())


@pytest.mark.parametrize("flags,variables,status", [
    (["--create-on-push"], {}, 202), (["--create-on-push=on"], {}, 202),
    (["--create-on-push=off"], {}, 404), (["--create-on-push=false"], {}, 404),
    ([], {"BERTH_CREATE_ON_PUSH": "on"}, 202),
    (["--create-on-push=off"], {"BERTH_CREATE_ON_PUSH": "on"}, 404),
])
def test_a_switch_can_be_switched_off(tmp_path, flags, variables, status):
    with Server(tmp_path, *flags, variables=variables) as server:
        password = aws.login_password(aws.make_client(server))
        with OciClient(server.address, password) as oci:
            assert oci.request("POST", f"/v2/{ALIAS}/new/blobs/uploads/").status == status
