"""Run every measurement, or those named."""

import importlib
import sys

ALL = (
    "ingest",
    "latency",
    "soak",
    "judging",
    "marks",
    "history",
    "as_of",
    "chronology",
    "edge",
    "agent",
    "push",
    "routing",
    "console",
    "open_data",
    "waves",
    "waterline",
)


def main() -> None:
    """Run ``measure`` of the modules named."""
    for name in sys.argv[1:] or ALL:
        importlib.import_module(f"bench.{name}").measure()


main()
