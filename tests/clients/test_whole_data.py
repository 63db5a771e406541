"""What the suite does with the data that its servers leave: `berth fsck` looks at them."""

import pytest
from support.fsck import LAYER, file_of, make_checked_server
from support.server import Server, started
from support.whole_data import check_ended


def test_damage_that_a_server_leaves_is_a_fault_and_is_said_once(tmp_path):
    server = make_checked_server(tmp_path)
    check_ended()  # all is well so far
    with server:
        file_of(server, LAYER.digest).unlink()
    with pytest.raises(AssertionError, match=f"(?s){server.data_dir} ended with 1:.*missing_blob"):
        check_ended()
    check_ended()


def test_a_server_that_was_killed_is_looked_at_and_one_that_runs_is_not(tmp_path):
    server = Server(tmp_path)
    server.start()
    try:
        check_ended()
        assert server in started
    finally:
        server.kill()
    check_ended()
    assert server not in started
