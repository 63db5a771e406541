"""Another build of Berth, to measure a change: both in the same rounds."""

import pathlib

from peers.berth import Berth


class Baseline(Berth):
    name = "berth-before"
    settings = "as berth, the program given by --baseline"
    binary = pathlib.Path()

    @classmethod
    def kind(cls) -> str:
        return Berth.name
