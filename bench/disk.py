"""What the disk alone takes to keep a few kilobytes: no commit can be quicker."""

import os
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SIZE = 8192
AREA = 16 * 1024 * 1024  # written beforehand, as a file of PostgreSQL's log is
APART_S = 0.002


def sync_ms(folder: Path, seconds: float = 3.0) -> NDArray[np.float64]:
    """Return how long it took each time to write 8 kB and wait until the disk had it."""
    path = folder / "sync-probe"
    file = os.open(path, os.O_CREAT | os.O_RDWR)
    try:
        os.write(file, bytes(AREA))
        os.fsync(file)
        took: list[float] = []
        end_s = time.perf_counter() + seconds
        while time.perf_counter() < end_s:
            os.pwrite(file, os.urandom(SIZE), len(took) * SIZE % AREA)
            began_s = time.perf_counter()
            os.fdatasync(file)
            took.append((time.perf_counter() - began_s) * 1e3)
            time.sleep(APART_S)
    finally:
        os.close(file)
        path.unlink()
    return np.array(took)
