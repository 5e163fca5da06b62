"""What a person sees in the terminal while everything runs; the whole of it goes to files."""

import sys
from collections.abc import Collection
from pathlib import Path
from typing import TextIO

from kawamori.embedded.processes import OURS

_NAME_WIDTH = 8
_COLOURS = {"sms": "\033[1;33m", "flood": "\033[36m", OURS: "\033[1m"}
_PLAIN = "\033[0m"


class Console:
    """Shows lines by who wrote them, and keeps every line in ``<folder>/<name>.log``."""

    def __init__(
        self, folder: Path, *, only: Collection[str] = (), out: TextIO = sys.stdout
    ) -> None:
        """Show everything, or ``only`` what these names write."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._only = only
        self._out = out

    def say(self, line: str = "") -> None:
        """Say something of our own."""
        self.show(OURS, line)

    def show(self, name: str, line: str) -> None:
        """Keep a line of somebody's, and show it if it is to be shown."""
        with self.log(name).open("a", encoding="utf-8") as log:
            log.write(line + "\n")
        if not self._only or name in self._only or name == OURS:
            self._print(name, line)

    def log(self, name: str) -> Path:
        """Return the file that keeps every line of somebody's."""
        return self._folder / f"{name}.log"

    def _print(self, name: str, line: str) -> None:
        head = f"{name:<{_NAME_WIDTH}} │"
        if self._out.isatty():
            head = f"{_COLOURS.get(name, '')}{head}{_PLAIN}"
        print(f"{head} {line}".rstrip(), file=self._out, flush=True)
