"""What the agent costs a small computer: memory, CPU a reading, the spool, a backlog drained.

The limit beside the spool is the disk: one 8 kB write and fsync. A backlog is drained as
fast as the watermark allows: no more than 1,000 readings are published and not covered.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.processes import Costs, rss_mb
from edge.clock import Moment
from edge.opening import open_spool
from edge.spool import Spool
from edge.tables import Owner, Spooled
from kawamori.embedded.scratch import scratch_broker
from kawamori.mqtt import Broker
from kawamori.runs import Status
from kawamori.testing.ingest import IngestInMemory

DEVICE = "bench-1"
OWNER = Owner(DEVICE, Status.TEST, "bench")
NOW = Moment(datetime(2026, 9, 1, tzinfo=UTC), 0.0)
INTERVAL_S = 0.1
WATCHED_S = 15.0
BACKLOG = 10_000
WITHIN_S = 60.0
AGENT = """
device_id = "{device}"
status = "test"
run = {{ name = "bench" }}
broker = {{ host = "{host}", port = {port} }}
spool = {{ folder = "{folder}" }}
clock = {{ battery_backed = true }}
"""
CONFIG = (
    AGENT
    + """
[[sensors]]
driver = "file"
station_id = "bench"
interval_s = {interval_s}
options = {{ path = "{folder}/stage" }}
"""
)


def measure() -> None:
    """Print every figure."""
    with tempfile.TemporaryDirectory() as name:
        _measure_spool(Path(name))
    with scratch_broker() as broker:
        address = Broker(broker.host, broker.port)
        _measure_agent(address)
        _measure_backlog(address)


def _measure_spool(folder: Path) -> None:
    fsync_s = _timed(lambda: _fsyncs(folder / "limit", 500)) / 500
    spool = open_spool(folder, OWNER, NOW)
    single_s = _timed(lambda: [spool.add(_rows(spool, 1)) for _ in range(2000)]) / 2000
    batch_s = _timed(lambda: [spool.add(_rows(spool, 50)) for _ in range(400)]) / 400 / 50
    disk = (folder / OWNER.file_name()).stat().st_size / len(spool)
    forget_s = _timed(lambda: spool.forget(spool.boot, spool.next_seq)) / 22_000
    spool.close()
    print("edge: the spool (WAL, synchronous=FULL)")
    print(f"  limit: one 8 kB write and fsync      {fsync_s * 1e6:8.0f} us")
    print(
        f"  one reading a commit                 {single_s * 1e6:8.0f} us"
        f"   {1 / single_s:8.0f} a second   {single_s / fsync_s:.1f} x the limit"
    )
    print(
        f"  50 readings a commit, each           {batch_s * 1e6:8.1f} us"
        f"   {1 / batch_s:8.0f} a second"
    )
    print(f"  forgetting, each                     {forget_s * 1e6:8.2f} us")
    print(f"  on disk, each                        {disk:8.0f} bytes")


def _measure_agent(address: Broker) -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        IngestInMemory(address, DEVICE, Status.TEST, "bench", every_s=1) as ingest,
    ):
        busy_s, memory_mb = _watch(Path(name), address, ingest, INTERVAL_S)
        idle_s, _ = _watch(Path(name), address, ingest, 3600)
    a_reading_s = (busy_s - idle_s) * INTERVAL_S
    print("edge: the agent, one sensor")
    print(f"  resident memory                      {memory_mb:8.1f} MB")
    print(f"  CPU with nothing to do               {idle_s * 100:8.3f} %")
    print(f"  CPU a reading, spooled and published {a_reading_s * 1e6:8.0f} us")
    print(f"  CPU at one reading in 10 s           {(idle_s + a_reading_s / 10) * 100:8.3f} %")


def _watch(
    folder: Path, address: Broker, ingest: IngestInMemory, interval_s: float
) -> tuple[float, float]:
    """Return the CPU seconds a second and the memory of the program, once it runs smoothly."""
    before = len(ingest.arrived)
    with _program(folder, address, interval_s) as pid:
        ingest.wait(lambda: len(ingest.arrived) > before, WITHIN_S)
        ingest.wait(lambda: False, 2)
        with Costs({"edge": [pid]}) as costs:
            ingest.wait(lambda: False, WATCHED_S)
        return costs.cpu_s["edge"] / costs.seconds, rss_mb(pid)


def _measure_backlog(address: Broker) -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        IngestInMemory(address, DEVICE, Status.TEST, "bench", every_s=1) as ingest,
    ):
        spool = open_spool(Path(name), OWNER, NOW)
        old = spool.boot
        spool.add(_rows(spool, BACKLOG))
        spool.close()
        with _program(Path(name), address, INTERVAL_S):
            ingest.wait(lambda: (old, BACKLOG) in ingest.stored, WITHIN_S)
    backlog = [each.at for each in ingest.arrived if each.observation.boot == old]
    took_s = (backlog[-1] - backlog[0]).total_seconds()
    delays_ms = sorted(
        (each.at - each.observation.observed_at).total_seconds() * 1e3
        for each in ingest.arrived
        if not each.in_batch and backlog[0] < each.at < backlog[-1]
    )
    print(f"edge: a backlog of {BACKLOG}, watermark once a second")
    print(
        f"  drained in                           {took_s:8.1f} s "
        f"   {BACKLOG / took_s:8.0f} a second"
    )
    print(f"  a fresh reading meanwhile, worst     {delays_ms[-1]:8.1f} ms   of {len(delays_ms)}")


@contextmanager
def _program(folder: Path, address: Broker, interval_s: float) -> Iterator[int]:
    """Run the agent until the block ends."""
    (folder / "stage").write_text("1.25")
    config = folder / "edge.toml"
    config.write_text(
        CONFIG.format(
            device=DEVICE,
            host=address.host,
            port=address.port,
            folder=folder,
            interval_s=interval_s,
        )
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "edge", "--config", config], stderr=subprocess.DEVNULL
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(WITHIN_S)


def _rows(spool: Spool, count: int) -> list[Spooled]:
    first = spool.next_seq
    return [
        Spooled(spool.boot, seq, "bench", "stage", NOW.at + timedelta(seconds=seq), 1.25)
        for seq in range(first, first + count)
    ]


def _fsyncs(path: Path, count: int) -> None:
    with path.open("wb", buffering=0) as file:
        for _ in range(count):
            file.write(bytes(8192))
            os.fsync(file.fileno())


def _timed(work: Callable[[], object]) -> float:
    began_s = time.perf_counter()
    work()
    return time.perf_counter() - began_s
