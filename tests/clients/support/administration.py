"""The `berth` command, on the data directory of a server."""

import json
import subprocess
from typing import Any, NamedTuple

from support.server import BINARY, ENVIRONMENT


class Credentials(NamedTuple):
    access_key_id: str
    secret_access_key: str


class Administration:
    def __init__(self, server):
        self._environment = ENVIRONMENT | {"BERTH_DATA_DIR": str(server.data_dir)}

    def try_to(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess:
        return subprocess.run([BINARY, *arguments], input=stdin, capture_output=True, text=True,
                              env=self._environment, check=False)

    def run(self, *arguments: str, stdin: str = "") -> str:
        done = self.try_to(*arguments, stdin=stdin)
        assert done.returncode == 0, done
        assert done.stderr == "", done
        return done.stdout

    def read(self, *arguments: str) -> Any:
        """What it says with --output json."""
        return json.loads(self.run(*arguments, "--output", "json"))

    def create_account(self, alias: str) -> Credentials:
        """Its administrator's."""
        return _credentials(self.read("account", "create", "--alias", alias))

    def create_user(self, account: str, name: str) -> Credentials:
        self.run("user", "create", account, name)
        return _credentials(self.read("key", "create", account, name))

    def account_id(self, alias: str) -> str:
        return next(entry["accountId"] for entry in self.read("account", "list")
                    if entry["alias"] == alias)


def _credentials(key: dict) -> Credentials:
    return Credentials(key["accessKeyId"], key["secretAccessKey"])
