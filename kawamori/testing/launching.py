"""``kawamori demo`` and ``up`` as processes of their own: the system as a newcomer starts it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_START = "import sys; from kawamori.cli import main; sys.exit(main(package='embedded'))"


@contextmanager
def launched(home: Path, *command: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Run a launcher in a folder for as long as the block lasts; what it shows can be read."""
    started = [sys.executable, "-c", _START, *command, "--home", str(home)]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1", "KAWAMORI_HOME": str(home), **settings}
    with subprocess.Popen(started, stdout=subprocess.PIPE, text=True, env=environ) as launcher:  # noqa: S603 our own program
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
