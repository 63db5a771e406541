"""Every command of docs/operating/accounts.md, as it is written there."""

import json

import pytest
from support import aws
from support.administration import Administration
from support.documents import run_here, shell_blocks
from support.oci import OciClient
from support.server import ROOT, Server

DOCUMENT = "docs/operating/accounts.md"
TEAM_POLICY = {"Version": "2012-10-17",
               "Statement": {"Effect": "Deny", "Principal": "*", "Action": "ecr-public:*"}}


@pytest.fixture
def server(tmp_path):
    with Server(tmp_path, "--create-on-push") as running:
        yield running


@pytest.fixture
def berth(server):
    return Administration(server)


def test_every_command_of_the_document_works(server, berth, tmp_path):
    """Only where the server listens and keeps its data, the folder for an image, the key that is
    revoked, and the name of the account, which the tests' own has, are other."""
    repositories, = shell_blocks(DOCUMENT, "Repositories")
    accounts, = shell_blocks(DOCUMENT, "Accounts and aliases")
    *users, policy, repository_policy = shell_blocks(DOCUMENT, "Users, keys, policies")
    variables = {"BERTH_DATA_DIR": str(server.data_dir), "AWS_PAGER": "",
                 "REGISTRY_AUTH_FILE": str(tmp_path / "auth.json")}

    script = accounts + "".join(users) + policy + repositories
    done = run_here(script, {
        "BERTH_DATA_DIR=data": f"BERTH_DATA_DIR={server.data_dir}",
        "http://localhost:5000": server.url, "localhost:5000": server.address, "acme": "team",
        "tools/": f"{ROOT}/tools/", "/tmp/hello-image": f"{tmp_path}/hello-image",
        "AKIA...": "$(grep -o 'AKIA[0-9A-Z]*' ci.credentials)"}, tmp_path, variables)
    assert done.returncode == 0, done
    with OciClient(server.address) as everybody:
        for repository in "hello", "apps/new":  # ci was let in, and got as far as a push
            assert everybody.tags(f"team/{repository}") == ["v1"]

    assert {entry["name"]: entry["rank"] for entry in berth.read("alias", "list", "team")} == {
        "team": "secondary", "team-corp": "primary"}
    assert berth.read("key", "list", "team", "ci") == []
    assert {entry["policyName"] for entry in berth.read("policy", "list", "team", "ci")} == {
        "AmazonElasticContainerRegistryPublicPowerUser", "create-apps", "push-team"}
    for file in "team.credentials", "ci.credentials":
        assert (tmp_path / file).stat().st_mode & 0o777 == 0o600

    administrator = berth.read("key", "create", "team", "administrator")
    ecr = aws.make_client(server, access_key=administrator["accessKeyId"],
                          secret_key=administrator["secretAccessKey"])
    ecr.set_repository_policy(repositoryName="hello", policyText=json.dumps(TEAM_POLICY), force=True)
    done = run_here(repository_policy, {"acme": "team"}, tmp_path, variables)
    assert (done.returncode, json.loads(done.stdout)) == (0, TEAM_POLICY), done
    ecr.delete_repository(repositoryName="hello", force=True)  # it lets them again
