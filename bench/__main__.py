"""Run every measurement, or those named."""

import importlib
import sys
from pathlib import Path

ORDER = ("ingest", "latency", "soak", "judging", "history", "edge")


def main() -> None:
    """Run the modules of this folder that have a ``measure`` function."""
    there = [name for name in ORDER if Path(__file__).with_name(f"{name}.py").exists()]
    for name in sys.argv[1:] or there:
        importlib.import_module(f"bench.{name}").measure()


main()
