"""What is measured, each kind of work in a file of its own."""

from workloads import describe, tags
from workloads.blobs import Blobs
from workloads.describe import Describe
from workloads.details import Details
from workloads.listings import Listings
from workloads.manifests import Manifests
from workloads.memory import Memory
from workloads.pushes import Pushes
from workloads.referrers import Referrers
from workloads.starting import Starting
from workloads.tags import Tags
from workloads.tls import Tls
from workloads.uploads import Uploads
from workloads.zb import Zb
from workloads.workload import Case, Settings, Workload

__all__ = ["WORKLOADS", "Case", "Settings", "Workload"]

WORKLOADS: list[Workload] = [
    Manifests(), Blobs(), Uploads(), Pushes(),
    *(Tags(label, count) for label, count in tags.COUNTS.items()),
    *(Describe(label, count) for label, count in describe.COUNTS.items()),
    Details(), Listings("few", 100, 100), Listings("many", 10_000, 100_000), Referrers(),
    Starting(), Memory(), Tls(), Zb()]
