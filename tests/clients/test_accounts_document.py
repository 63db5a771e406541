"""Every command of docs/operating/accounts.md, as it is written there."""

import json

from support import aws
from support.documents import run_here, shell_blocks

DOCUMENT = "docs/operating/accounts.md"
TEAM_POLICY = {"Version": "2012-10-17",
               "Statement": {"Effect": "Deny", "Principal": "*", "Action": "ecr-public:*"}}


def test_every_command_of_the_document_works(server, berth, tmp_path):
    """Only where the server listens and keeps its data, the key that is revoked, and the name of
    the account, which the tests' own has, are other."""
    repositories, = shell_blocks(DOCUMENT, "Repositories")
    accounts, = shell_blocks(DOCUMENT, "Accounts and aliases")
    users, policy, repository_policy = shell_blocks(DOCUMENT, "Users, keys, policies")
    variables = {"BERTH_DATA_DIR": str(server.data_dir), "AWS_PAGER": ""}

    script = accounts + users + policy + repositories
    done = run_here(script, {
        "BERTH_DATA_DIR=data": f"BERTH_DATA_DIR={server.data_dir}",
        "http://localhost:5000": server.url, "acme": "team",
        "AKIA...": "$(grep -o 'AKIA[0-9A-Z]*' ci.credentials)"}, tmp_path, variables)
    assert done.returncode == 0, done
    assert '"repositories": []' in done.stdout  # ci was let in, and nothing is there yet

    assert {entry["name"]: entry["rank"] for entry in berth.read("alias", "list", "team")} == {
        "team": "secondary", "team-corp": "primary"}
    assert berth.read("key", "list", "team", "ci") == []
    assert {entry["policyName"] for entry in berth.read("policy", "list", "team", "ci")} == {
        "AmazonElasticContainerRegistryPublicPowerUser", "push-team"}
    for file in "team.credentials", "ci.credentials":
        assert (tmp_path / file).stat().st_mode & 0o777 == 0o600

    administrator = berth.read("key", "create", "team", "administrator")
    ecr = aws.make_client(server, access_key=administrator["accessKeyId"],
                          secret_key=administrator["secretAccessKey"])
    ecr.create_repository(repositoryName="hello")
    ecr.set_repository_policy(repositoryName="hello", policyText=json.dumps(TEAM_POLICY), force=True)
    done = run_here(repository_policy, {"acme": "team"}, tmp_path, variables)
    assert (done.returncode, json.loads(done.stdout)) == (0, TEAM_POLICY), done
    ecr.delete_repository(repositoryName="hello")  # it lets them again
