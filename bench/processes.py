"""What processes cost: CPU seconds and resident memory, by name."""

import time
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

import psutil

if TYPE_CHECKING:
    import subprocess

MEGABYTE = 1024 * 1024


def cpu_s(pids: list[int]) -> float:
    """Return the CPU seconds that processes and their living descendants have used."""
    total = 0.0
    for pid in pids:
        try:
            process = psutil.Process(pid)
            family = [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            continue
        for member in family:
            try:
                times = member.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
    return total


def rss_mb(pid: int) -> float:
    """Return a process's resident memory in MB."""
    return float(psutil.Process(pid).memory_info().rss) / MEGABYTE


class Costs:
    """CPU seconds by name, of what happens inside the block."""

    def __init__(self, pids: Mapping[str, list[int]]) -> None:
        """Name the processes to watch."""
        self._pids = pids
        self.cpu_s: dict[str, float] = {}
        self.seconds = 0.0

    def __enter__(self) -> Self:
        """Begin to count."""
        self._before = {name: cpu_s(pids) for name, pids in self._pids.items()}
        self._began = time.perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop counting."""
        self.seconds = time.perf_counter() - self._began
        self.cpu_s = {name: cpu_s(pids) - self._before[name] for name, pids in self._pids.items()}


def stop(process: "subprocess.Popen[str]") -> None:
    """Ask a process to end and wait until it has."""
    process.terminate()
    process.wait(20)
