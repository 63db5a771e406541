"""Who calls: users with just these permissions, and their clients."""

import itertools
import json

from support import aws
from support.administration import Administration, Credentials
from support.oci import OciClient
from support.server import ALIAS, Server

GET_LOGIN = "GetAuthorizationToken"
UPLOADS = ("InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload")
_numbers = itertools.count()


def statement(effect: str, *actions: str) -> dict:
    return {"Effect": effect, "Action": ["ecr-public:" + action for action in actions],
            "Resource": "*"}


def user_with(berth: Administration, *statements: dict, name: str | None = None) -> Credentials:
    """A new user of the first account, whose one policy is called "own"."""
    name = name or f"user-{next(_numbers)}"
    credentials = berth.create_user(ALIAS, name)
    berth.run("policy", "put", ALIAS, name, "own", "-",
              stdin=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
    return credentials


def ecr_client(server: Server, credentials: Credentials) -> aws.EcrClient:
    return aws.make_client(server, access_key=credentials.access_key_id,
                           secret_key=credentials.secret_access_key)


def oci_client(server: Server, credentials: Credentials) -> OciClient:
    return OciClient(server.address, aws.login_password(ecr_client(server, credentials)))
