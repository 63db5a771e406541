"""Rounds: in each, every server after the other has every case measured on it, alone."""

import dataclasses
import fnmatch
import http.client
import subprocess
import sys
import time

from load import Load, Unsupported, Value, WrongAnswer
from peers import Certificate, Peer
from workloads import Case, Settings, Workload

# What ends one measurement and not the run.
WRONG = (WrongAnswer, AssertionError, OSError, http.client.HTTPException,
         subprocess.SubprocessError)


@dataclasses.dataclass
class Results:
    """By name of the case, then of the peer: one measurement per round."""
    measured: dict[str, dict[str, list[Load | Value]]] = dataclasses.field(default_factory=dict)
    titles: dict[str, str] = dataclasses.field(default_factory=dict)
    # (case, peer): why a measurement is missing, in some round or in all.
    unsupported: dict[tuple[str, str], str] = dataclasses.field(default_factory=dict)
    wrong: dict[tuple[str, str], str] = dataclasses.field(default_factory=dict)
    left_out: list[str] = dataclasses.field(default_factory=list)  # for want of time
    rounds: int = 0


class Runner:
    """`only` are patterns of names of workloads or cases; empty: all."""

    def __init__(self, workloads: list[Workload], peers: list[type[Peer]], settings: Settings,
                 only: list[str]):
        self._peers = {peer.name: peer for peer in peers}
        self._settings = settings
        self._only = only
        self._workloads = [workload for workload in workloads
                           if self._cases(workload) and workload.tags <= settings.max_tags]
        self._servers: dict[tuple[str, str], Peer] = {}
        self.results = Results()

    def run(self, rounds: int, deadline: float) -> None:
        """No round but the first begins that would not be over by the deadline, and no workload
        after it."""
        longest_s = 0.0
        for number in range(rounds):
            began = time.monotonic()
            if number > 0 and began + longest_s > deadline:
                break
            self._settings = dataclasses.replace(self._settings, round=number)
            for workload in self._workloads:
                if time.monotonic() > deadline:
                    self.results.left_out.append(workload.name)
                    continue
                self._run_workload(workload, backwards=number % 2 == 1)
            self.results.rounds = number + 1
            if number > 0 or rounds == 1:  # the first one fills, too
                longest_s = max(longest_s, time.monotonic() - began)

    def _cases(self, workload: Workload) -> list[Case]:
        return [case for case in workload.cases()
                if not self._only or any(fnmatch.fnmatch(name, pattern) for pattern in self._only
                                         for name in (workload.name, case.name))]

    def _run_workload(self, workload: Workload, *, backwards: bool) -> None:
        names = [name for name, peer in self._peers.items() if peer.kind() in workload.peers and any(
            case.peers is None or peer.kind() in case.peers for case in self._cases(workload))]
        for name in reversed(names) if backwards else names:
            if workload.over_tls and not self._peers[name].supports_tls():
                for case in self._cases(workload):
                    self.results.unsupported[case.name, name] = "no TLS"
                continue
            try:
                server = self._server(workload, name)
                with server:
                    for case in self._cases(workload):
                        if case.peers is None or server.kind() in case.peers:
                            self._measure(case, server)
            except (*WRONG, RuntimeError) as failure:
                for case in self._cases(workload):
                    self._note(self.results.wrong, case, name, failure)

    def _server(self, workload: Workload, name: str) -> Peer:
        data = workload.data(self._peers[name], self._settings)
        key = data, name
        if key in self._servers:
            server = self._servers[key]
            if workload.starts_empty:
                server.wipe()
            return server
        certificate = self._certificate() if workload.over_tls else None
        server = self._peers[name](self._settings.directory / f"{data}-{name}",
                                   certificate)
        print(f"  filling {name} for {workload.name}", file=sys.stderr, flush=True)
        server.wipe()  # of what a failed attempt has left
        workload.fill(server, self._settings)
        self._servers[key] = server
        return server

    def _measure(self, case: Case, server: Peer) -> None:
        self.results.titles[case.name] = case.title
        print(f"  {case.name}: {server.name}", file=sys.stderr, flush=True)
        try:
            measured = case.measure(server, self._settings)
            self.results.measured.setdefault(case.name, {}).setdefault(server.name, []).append(
                measured)
        except Unsupported as reason:
            self._note(self.results.unsupported, case, server.name, reason)
        except WRONG as failure:
            self._note(self.results.wrong, case, server.name, failure)

    def _note(self, where: dict, case: Case, peer: str, reason: Exception) -> None:
        self.results.titles[case.name] = case.title
        where[case.name, peer] = str(reason) or type(reason).__name__
        print(f"    {case.name}: {peer}: {reason}", file=sys.stderr, flush=True)

    def _certificate(self) -> Certificate:
        files = Certificate(self._settings.directory / "certificate.pem",
                            self._settings.directory / "key.pem")
        if not files.key_file.exists():
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                 "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                 "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                 "-out", files.certificate_file, "-keyout", files.key_file],
                check=True, capture_output=True)
        return files
