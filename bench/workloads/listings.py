"""Pages of the other listings of ecr-public, by the number of entries."""

import json

import load
import seed
from load import Load
from peers.peer import Peer
from support import aws
from workloads.workload import Case, Settings, Workload, check

PAGE = 100
CONNECTIONS = 8
REPOSITORY = "listed"
# As many different questions with the same answer that no cache remembers the first one when it is
# asked again: what an answer costs that was not given before.
VARIANTS = 2_000


class Listings(Workload):
    peers = ["berth"]

    def __init__(self, label: str, repositories: int, images: int):
        self.name = "listings-" + label
        self._label, self._repositories, self._images = label, repositories, images
        self.tags = images

    def fill(self, peer, settings):
        peer.seed_tags(REPOSITORY, settings.image, self._images)
        seed.add_repositories(peer.data_dir, REPOSITORY, self._repositories - 1)

    def cases(self):
        return [Case(f"describe-repositories-{self._label}",
                     f"DescribeRepositories, page of {PAGE} of {self._repositories:,}, asked for the"
                     " first time", lambda peer, settings: _measure(
                         peer, settings, "DescribeRepositories", {})),
                Case(f"describe-images-{self._label}",
                     f"DescribeImages, page of {PAGE} of {self._images:,}, asked for the first time",
                     lambda peer, settings: _measure(
                         peer, settings, "DescribeImages", {"repositoryName": REPOSITORY}))]


def _measure(peer: Peer, settings: Settings, operation: str, parameters: dict) -> Load:
    bodies = [json.dumps({**parameters, "maxResults": PAGE, "variant": number})
              for number in range(VARIANTS)]  # unknown members are ignored
    answer = aws.call(peer, operation, bodies[0].encode())
    [listed] = [value for value in answer.json().values() if isinstance(value, list)]
    check(len(listed) == PAGE, answer.body)
    work = load.requests(
        [load.request("POST", "/", aws.signed_headers(peer, operation, body.encode()), body)
         for body in bodies], expected_file=settings.file("listing", answer.body))
    return load.measure(peer, work, connections=CONNECTIONS, seconds=settings.seconds,
                        signed=True)[0]
