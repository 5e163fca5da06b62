"""The agent without a camera at one reading in 10 s, beside 60 MB and 3 % of one core.

``python -m bench.agent --minutes 60`` watches for an hour. The instrument is a real
Modbus server in a process of its own.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.edge import AGENT
from bench.processes import Costs, rss_mb, stop
from kawamori.embedded.scratch import scratch_broker
from kawamori.mqtt import Broker
from kawamori.ports import accepts, free_port
from kawamori.runs import Status
from kawamori.testing.ingest import IngestInMemory

DEVICE = "bench-1"
LIMIT_MB = 60.0
LIMIT_SHARE = 0.03
LOOK_S = 5.0
CONFIG = (
    AGENT
    + """
[[sensors]]
driver = "modbus"
station_id = "bench"
interval_s = 10
options = {{ host = "127.0.0.1", tcp_port = {modbus}, register = 0, type = "float32" }}
"""
)


def measure(minutes: float = 1.0) -> None:
    """Print the greatest memory and the mean CPU, and what they are of their limits."""
    modbus = free_port()
    server = [sys.executable, "-m", "simulators.instruments.modbus", "--port", str(modbus)]
    with tempfile.TemporaryDirectory() as name, scratch_broker() as broker:
        config = Path(name) / "edge.toml"
        config.write_text(
            CONFIG.format(
                device=DEVICE, host=broker.host, port=broker.port, folder=name, modbus=modbus
            )
        )
        instrument = subprocess.Popen(server, stderr=subprocess.DEVNULL, text=True)
        while not accepts(modbus):
            time.sleep(0.1)
        agent = subprocess.Popen(
            [sys.executable, "-m", "edge", "--config", config],
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            _watch(agent.pid, Broker(broker.host, broker.port), minutes)
        finally:
            stop(agent)
            stop(instrument)


def _watch(pid: int, address: Broker, minutes: float) -> None:
    greatest_mb = 0.0
    with IngestInMemory(address, DEVICE, Status.TEST, "bench", every_s=1) as ingest:
        ingest.wait(lambda: bool(ingest.arrived), 30)
        before = len(ingest.arrived)
        until_s = time.monotonic() + minutes * 60
        with Costs({"edge": [pid]}) as costs:
            while time.monotonic() < until_s:
                time.sleep(LOOK_S)
                greatest_mb = max(greatest_mb, rss_mb(pid))
        count = len(ingest.arrived) - before
    share = costs.cpu_s["edge"] / costs.seconds
    print(f"agent: {minutes:g} min, {count} readings, one Modbus instrument, no camera")
    print(
        f"  resident memory, greatest            {greatest_mb:8.1f} MB"
        f"   {greatest_mb / LIMIT_MB:.2f} x the limit"
    )
    print(
        f"  CPU of one core                      {share * 100:8.3f} %"
        f"    {share / LIMIT_SHARE:.3f} x the limit"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    measure(parser.parse_args().minutes)
