"""What Berth is to reach, and whether it did. Ratios are within one run on one machine."""

import statistics
from typing import Callable, NamedTuple

from load import Load, Value
from peers import Peer
from runner import Results

MET, NOT_MET, UNKNOWN = "met", "**not met**", "not measured"


class Goal(NamedTuple):
    text: str
    # Returns (what was measured, whether that is enough); LookupError: not measured.
    judge: Callable[["Figures"], tuple[str, bool]]


class Figures:
    """Medians of the rounds, by case and server. KeyError if it was not measured."""

    def __init__(self, measured: dict[str, dict[str, list[Load | Value]]],
                 peers: list[type[Peer]]):
        self._measured = measured
        self._rivals = [peer for peer in peers if peer.is_registry and peer.kind() != "berth"]

    def median(self, case: str, peer: str, what: str) -> float:
        return statistics.median(getattr(sample, what) for sample in self._measured[case][peer])

    def berth(self, case: str, what: str) -> float:
        return self.median(case, "berth", what)

    def ratio(self, case: str, peer: str, what: str) -> float:
        """Berth's to the other's: the median of the ratios of each round."""
        ours, theirs = self._measured[case]["berth"], self._measured[case][peer]
        return statistics.median(getattr(our, what) / getattr(their, what)
                                 for our, their in zip(ours, theirs))

    def rivals(self, case: str, what: str, durable: bool | None = None) -> dict[str, float]:
        """The other registries' figures; durable: only of those whose pushes are synced, or are not."""
        found = {peer.name: self.median(case, peer.name, what) for peer in self._rivals
                 if peer.name in self._measured[case] and durable in (None, peer.is_durable)}
        if not found:
            raise LookupError(case)
        return found

    def peaks_mib(self) -> tuple[float, dict[str, float]]:
        """(Berth's, those of the others)."""
        ours, *others = (peak_mib(self._measured, name)
                         for name in ("berth", *(peer.name for peer in self._rivals)))
        found = {peer.name: peak for peer, peak in zip(self._rivals, others) if peak > 0}
        if ours == 0 or not found:
            raise LookupError("peak memory")
        return ours, found


def peak_mib(measured: dict[str, dict[str, list[Load | Value]]], peer: str) -> float:
    """The peak of all measurements; 0 without any."""
    return max((sample.peak_mib for by_peer in measured.values()
                for sample in by_peer.get(peer, []) if isinstance(sample, Load)), default=0)


def _best(figures: dict[str, float], choose: Callable = min) -> tuple[str, float]:
    name = choose(figures, key=figures.get)
    return name, figures[name]


def _manifest_to_nginx(figures: Figures) -> tuple[str, bool]:
    ratio = figures.ratio("manifest-get-tag-c64", "nginx", "cpu_us")
    return f"{ratio:.2f}x", ratio <= 1.3


def _manifest_to_peers(figures: Figures) -> tuple[str, bool]:
    name, cpu_us = _best(figures.rivals("manifest-get-tag-c64", "cpu_us"))
    factor = cpu_us / figures.berth("manifest-get-tag-c64", "cpu_us")
    return f"{factor:.1f}x less than {name}", factor >= 5


def _blob_get(figures: Figures) -> tuple[str, bool]:
    ratio = figures.ratio("blob-get-256MiB", "nginx", "cpu_us")
    return f"{ratio:.3f}x", ratio <= 1.03


def _blob_put_cpu(figures: Figures) -> tuple[str, bool]:
    ratio = figures.ratio("blob-put-256MiB-c1", "openssl+dd", "cpu_us")
    return f"{ratio:.2f}x", ratio <= 1.3


def _blob_put_speed(figures: Figures) -> tuple[str, bool]:
    name, best = _best(figures.rivals("blob-put-256MiB-c1", "per_second", durable=True), max)
    factor = figures.berth("blob-put-256MiB-c1", "per_second") / best
    return f"{factor:.2f}x {name}", factor >= 1


def _push_to(durable: bool, least: float) -> Callable[[Figures], tuple[str, bool]]:
    def judge(figures: Figures) -> tuple[str, bool]:
        name, best = _best(figures.rivals("push-c32", "per_second", durable=durable), max)
        factor = figures.berth("push-c32", "per_second") / best
        return f"{factor:.1f}x {name}", factor >= least
    return judge


def _describe_changed(figures: Figures) -> tuple[str, bool]:
    cpu_us = figures.berth("describe-changed-1M", "cpu_us")
    return f"{cpu_us:.0f} us", cpu_us <= 350


def _describe_same(figures: Figures) -> tuple[str, bool]:
    ratio = figures.ratio("describe-same-1M", "nginx", "cpu_us")
    return f"{ratio:.2f}x", ratio <= 1.5


def _growth(case: str, most: float, few: str = "1k") -> Callable[[Figures], tuple[str, bool]]:
    def judge(figures: Figures) -> tuple[str, bool]:
        ratio = figures.berth(f"{case}-1M", "cpu_us") / figures.berth(f"{case}-{few}", "cpu_us")
        return f"{ratio:.2f}x", ratio <= most
    return judge


def _details(figures: Figures) -> tuple[str, bool]:
    rivals = figures.rivals("details-oci", "p50_us")
    try:
        rivals |= {f"{name} (its search)": value
                   for name, value in figures.rivals("details-api", "p50_us").items()}
    except LookupError:
        pass  # none has such a call
    name, best = _best(rivals)
    factor = best / figures.berth("details-api", "p50_us")
    return f"{factor:,.0f}x {name}", factor >= 200


def _start(figures: Figures) -> tuple[str, bool]:
    value = figures.berth("start", "value")
    return f"{value:.0f} ms", value <= 50


def _memory_idle(figures: Figures) -> tuple[str, bool]:
    value = figures.berth("memory-idle", "value") * 2**20 / 1e6
    return f"{value:.1f} MB", value < 15


def _memory_connections(figures: Figures) -> tuple[str, bool]:
    value = figures.berth("memory-connections", "value") * 2**20 / 1e6
    return f"{value:.1f} MB", value < 100


def _memory_peak(figures: Figures) -> tuple[str, bool]:
    ours, others = figures.peaks_mib()
    name, best = _best(others)
    return f"{ours:.0f} MiB, {ours / best:.2f} of {name}", ours <= best / 3


GOALS = [
    Goal("GET manifest by tag, c=64: at most 1.3x nginx's CPU", _manifest_to_nginx),
    Goal("GET manifest by tag, c=64: at least 5x less CPU than the best registry",
         _manifest_to_peers),
    Goal("GET blob, 256 MiB: at most 1.03x nginx's CPU", _blob_get),
    Goal("PUT blob, 256 MiB, durable: CPU at most 1.3x openssl and writing", _blob_put_cpu),
    Goal("PUT blob, 256 MiB: throughput at least the best with equal durability", _blob_put_speed),
    Goal("push of small images, durable, c=32: at least 6x the best with equal durability",
         _push_to(durable=True, least=6)),
    Goal("push of small images, durable, c=32: not below the best without durability",
         _push_to(durable=False, least=1)),
    Goal("DescribeImageTags, 1,000 of 1M tags, changed: at most 350 us of CPU", _describe_changed),
    Goal("DescribeImageTags, 1,000 of 1M tags, not changed: at most 1.5x nginx's CPU",
         _describe_same),
    Goal("DescribeImageTags at 1M tags: at most 1.1x its CPU at 1k",
         _growth("describe-changed", 1.1)),
    Goal("details of 1,000 tags: at least 200x faster than at the best registry", _details),
    Goal("tags/list n=100 at 1M tags: at most 1.2x its CPU at 1k", _growth("tags-list-n100", 1.2)),
    Goal("delete by digest at 1M tags: at most 1.2x its CPU at 1k", _growth("manifest-delete", 1.2)),
    Goal("PUT manifest at 1M tags: at most 1.2x its CPU at 1k", _growth("manifest-put", 1.2)),
    Goal("start with 1M tags: at most 50 ms to the first answer", _start),
    Goal("memory idle: under 15 MB", _memory_idle),
    Goal("memory at its peak: at most a third of the best registry's", _memory_peak),
    Goal("memory with 10,000 idle connections: under 100 MB", _memory_connections)]


def rows(results: Results, peers: list[type[Peer]]) -> list[list[str]]:
    figures = Figures(results.measured, peers)
    told = []
    for goal in GOALS:
        try:
            measured, enough = goal.judge(figures)
            told.append([goal.text, measured, MET if enough else NOT_MET])
        except (LookupError, ValueError):
            told.append([goal.text, "", UNKNOWN])
    return told
