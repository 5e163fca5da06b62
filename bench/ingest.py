"""How much ingest sustains, from publish to acknowledged, beside what the parts can do alone."""

import json
import time
from functools import partial

from bench.limits import bare_subscriber, copy_limit, tapped_subscriber
from bench.machine import SETTINGS, Machine, line, permit
from bench.processes import Costs, rss_mb
from kawamori.embedded.scratch import scratch_broker, scratch_database_server

READINGS = {1: 200_000, 100: 1_000_000}  # by readings a message
OUTSTANDING = 20_000
STALLED_S = 60


def measure() -> None:
    """Measure, and print."""
    with scratch_database_server("timescaledb-apache", SETTINGS) as server:
        machine = Machine(server)
        print("\nIngest: publish (QoS 1, Mosquitto) → committed (TimescaleDB) → acknowledged")
        print(f"  {machine.versions()}\n")
        best = {(batch, n): sustained(machine, batch, n) for batch in READINGS for n in (1, 2)}
        copied = copy_limit(machine.database)
        heard = {}
        subscribers = {"bare paho": bare_subscriber, "our own connection": tapped_subscriber}
        for name, subscribe in subscribers.items():
            with scratch_broker() as machine.broker:
                flood = partial(machine.generate, "flood", readings=READINGS[1])
                heard[f"{name}, throwing away"] = subscribe(machine.broker, flood)
        print("\n  ratios")
        for (batch, n), rate in best.items():
            limits = {"binary COPY": copied} if batch > 1 else heard
            for name, limit in limits.items():
                print(f"    {_shape(batch)}, {n} ingest: {rate / limit:5.2f} of {name}")


def sustained(machine: Machine, batch: int, processes: int) -> float:
    """Measure how many readings a second go all the way; print the costs."""
    readings = READINGS[batch]
    with machine.ingest(processes) as pids:
        generator = machine.generate("flood", readings=readings, batch=batch)
        memory = [sum(map(rss_mb, pids))]
        with Costs(machine.pids(pids)) as costs:
            stored, progress_at = 0, time.perf_counter()
            while stored < readings:
                permit(generator, stored + OUTSTANDING)
                time.sleep(0.02)
                taken = machine.take_arrivals()
                stored += taken
                progress_at = time.perf_counter() if taken else progress_at
                memory.append(sum(map(rss_mb, pids)))
                if time.perf_counter() - progress_at > STALLED_S:
                    raise TimeoutError(f"only {stored} of {readings} readings arrived")
        done = json.loads(line(generator))
    rate = readings / costs.seconds
    each = {name: spent / readings * 1e6 for name, spent in costs.cpu_s.items()}
    each["generator"] = done["cpu_s"] / readings * 1e6
    told = " + ".join(f"{name} {us:.2f}" for name, us in each.items())
    print(f"  {_shape(batch)}, {processes} ingest: {rate:9,.0f}/s   CPU µs a reading: {told}")
    print(f"      memory of ingest: {memory[0]:.0f} → {max(memory):.0f} MB ({processes} processes)")
    return rate


def _shape(batch: int) -> str:
    return "single messages" if batch == 1 else f"batches of {batch}  "
