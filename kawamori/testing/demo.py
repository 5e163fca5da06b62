"""``kawamori demo`` as a process of its own: the whole system, in a flood."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_START = "import sys; from kawamori.cli import main; sys.exit(main(package='embedded'))"


@contextmanager
def demo(home: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run the demo in a folder for as long as the block lasts; what it shows can be read."""
    command = [sys.executable, "-c", _START, "demo", "--home", str(home), *options]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1", "KAWAMORI_HOME": str(home)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as launcher:  # noqa: S603 our own program
        try:
            yield launcher
        finally:
            launcher.kill()


def read_until(lines: IO[str] | None, sign: str) -> list[str]:
    """Return the lines up to one with a sign; ``EOFError`` with what was shown if none has it."""
    read: list[str] = []
    for line in lines or ():
        read.append(line)
        if sign in line:
            return read
    raise EOFError(f"{sign!r} was never shown:\n{''.join(read)}")
