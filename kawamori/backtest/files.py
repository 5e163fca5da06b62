"""The rows of a CSV file, each with its line's number, or an error that names file and line."""

import csv
from collections.abc import Iterator
from pathlib import Path

from kawamori.errors import InvalidError

Row = dict[str, str]


def rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Yield the number of each line after the head, and what stands in it by column."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            yield from enumerate(csv.DictReader(lines), start=2)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidError(f"{path}: {error}: give a CSV file in UTF-8") from error
