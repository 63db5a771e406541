"""What was measured, as a page for people."""

import datetime
import os
import pathlib
import platform
import re
import statistics
import subprocess

import goals
from load import Load, Value
from peers import Peer
from runner import Results
from support.matching import found

BASE = "berth"  # what the others are compared with


def write(results: Results, peers: list[type[Peer]], missing: dict[str, str], commit: str,
          seconds: float) -> str:
    cpu = found(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text("utf-8"))
    lines = [
        f"# {datetime.date.today()}, {commit}", "",
        f"* machine: {cpu}, {os.cpu_count()} cores, {_memory_gib():.0f} GiB, Linux"
        f" {platform.release()}, {_file_system()}",
        f"* {results.rounds} rounds, in each every server alone, one after the other, in turned"
        f" order every second time; {seconds} s for a measurement that has no end of its own",
        "* load: berth_load (bench/load/), one thread on the same machine over loopback, which"
        " compares every answer with what it must be; it shares the cores with the server, so"
        " operations/s compare within this page only",
        "* CPU: user and system time of the server's processes per operation; written: what they"
        " made the kernel write to disk; medians of the rounds; ratios are of the server's CPU to"
        f" {BASE}'s in the same round, with the least and the greatest", "",
        _table(["server", "version", "settings"],
               [[peer.name, peer.version, peer.settings] for peer in peers])]
    if missing:
        lines += [_table(["not measured", "why"], [list(item) for item in missing.items()])]
    lines += ["## Goals", "", _table(["goal", "measured", ""], goals.rows(results, peers)),
              "## Measurements", ""]
    for case, by_peer in results.measured.items():
        lines += [f"### {results.titles[case]}", "", f"`{case}`", "", _case_table(by_peer)]
    peaks = {peer.name: goals.peak_mib(results.measured, peer.name) for peer in peers}
    lines += ["### Peak memory of a measurement, of the whole run", "",
              _table(["server", "MiB"], [[name, _number(peak)] for name, peak in peaks.items()
                                         if peak > 0])]
    if results.left_out:
        lines += [f"No time was left for: {', '.join(results.left_out)}.", ""]
    if results.wrong:
        lines += ["## Wrong answers", "", _notes(results, results.wrong)]
    if results.unsupported:
        lines += ["## Not offered", "", _notes(results, results.unsupported)]
    return "\n".join(lines)


def _case_table(by_peer: dict[str, list[Load | Value]]) -> str:
    values = {peer: [sample for sample in measured if isinstance(sample, Value)]
              for peer, measured in by_peer.items()}
    if any(values.values()):
        return _value_table(values)
    return _load_table({peer: [sample for sample in measured if isinstance(sample, Load)]
                        for peer, measured in by_peer.items()})


def _value_table(by_peer: dict[str, list[Value]]) -> str:
    unit = next(iter(by_peer.values()))[0].unit
    rows = []
    for peer, measured in by_peer.items():
        values = [sample.value for sample in measured]
        rows.append([peer, *(_number(value) for value in (
            statistics.median(values), min(values), max(values)))])
    return _table(["server", unit, "least", "greatest"], rows)


def _load_table(by_peer: dict[str, list[Load]]) -> str:
    rows = []
    for peer, loads in by_peer.items():
        def median(name: str) -> str:
            return _number(statistics.median(getattr(load, name) for load in loads))

        rows.append([peer, median("per_second"), median("p50_us"), median("p99_us"),
                     median("max_us"), median("cpu_us"), _ratio(loads, by_peer.get(BASE, [])),
                     median("peak_mib"), median("written_kib")])
    return _table(["server", "operations/s", "p50 us", "p99 us", "max us", "CPU us", "CPU ratio",
                   "peak MiB", "written KiB"], rows)


def _ratio(loads: list[Load], base: list[Load]) -> str:
    ratios = [load.cpu_us / of.cpu_us for load, of in zip(loads, base) if of.cpu_us > 0]
    if not ratios:
        return ""
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def _notes(results: Results, notes: dict[tuple[str, str], str]) -> str:
    return _table(["workload", "server", "what"], [
        [results.titles.get(case, case), peer, " ".join(why.replace("|", "/").split())]
        for (case, peer), why in notes.items()])


def _table(header: list[str], rows: list[list[str]]) -> str:
    alignment = ["---", *["--:"] * (len(header) - 1)]
    if not any(re.match(r"[\d.,-]+$", cell) for row in rows for cell in row[1:]):
        alignment = ["---"] * len(header)
    lines = [header, alignment, *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _file_system() -> str:
    done = subprocess.run(["findmnt", "-no", "FSTYPE", "-T", "/tmp"], capture_output=True,
                          text=True, check=False)
    return done.stdout.strip() or "unknown file system"
