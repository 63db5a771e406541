"""Random pushes, moves, mounts, deletes and restarts by several clients while garbage is collected,
against a simple model of the registry; after every step both agree.

Four clients go in rounds. In a round each sends one step before any answer is read, so the server
works on all at once, often on the same tags, images and blobs of one repository. The model takes
one step after the other: the answers are right if there is an order of the steps in which the model
gives just these. Then what was touched is read, and every so often everything there is, and has to
be what that order left behind. Where several orders fit, or a step was not answered because the
server was killed, all worlds that may be are kept until what is read tells which one it is.

The collector takes what no image has named for a second. From then on the model expects either,
until something tells. `berth fsck` finds no fault between stop and start, and in the end just those
blobs are stored that an image names.

Only the creation and deletion of a repository are not mixed with other steps on it, because an
answer is put together from more than one look at the database.

BERTH_TEST_SEED runs a failure again, BERTH_TEST_STEPS for longer.
"""

import itertools
import os
import random
import secrets

from simulation import Simulation
from support.server import Server

STEPS = int(os.environ.get("BERTH_TEST_STEPS", "10000"))
ROUNDS_BETWEEN_COMPARISONS = 100
ROUNDS_BETWEEN_RESTARTS = 250
# So short that the collector takes what other steps are about to use.
GRACE_S = 1


def test_the_server_and_the_model_agree_after_every_step(tmp_path):
    seed = os.environ.get("BERTH_TEST_SEED") or secrets.token_hex(4)
    print(f"BERTH_TEST_SEED={seed}")
    with (Server(tmp_path, "--gc-interval", "0", "--gc-grace", str(GRACE_S)) as server,
          Simulation(server, random.Random(seed), GRACE_S) as simulation):
        for number in itertools.count(1):
            if simulation.steps >= STEPS:
                break
            if number % ROUNDS_BETWEEN_RESTARTS == 0:
                simulation.interrupt()
            else:
                simulation.run_round()
            if number % ROUNDS_BETWEEN_COMPARISONS == 0:
                simulation.compare()
        simulation.collect()
