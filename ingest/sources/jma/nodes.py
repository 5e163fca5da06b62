"""What is asked of a node of XML; the reader of CAP makes them, and alone knows by what."""

from collections.abc import Iterator
from typing import Protocol


class Node(Protocol):
    """One element; paths are of steps such as ``{*}Item``, whatever the namespace."""

    def find(self, path: str, /) -> "Node | None":
        """Return the first element at a path."""
        ...

    def iterfind(self, path: str, /) -> Iterator["Node"]:
        """Yield every element at a path."""
        ...

    def findtext(self, path: str, /) -> str | None:
        """Return the text of the first element at a path."""
        ...

    def get(self, key: str, /) -> str | None:
        """Return an attribute."""
        ...
