"""Tables as people save them from a spreadsheet: CSV in UTF-8 or cp932, digits of any width."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kawamori.errors import InvalidError

BOM = "\ufeff"  # spreadsheets take a CSV without it for Shift_JIS
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def text_of(raw: bytes, name: str) -> str:
    """Return the text of a file: UTF-8, with or without a byte order mark, or else cp932.

    Japanese spreadsheets write the latter (Shift_JIS with Windows' own characters).
    """
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidError(f"{name}: is neither UTF-8 nor cp932 (Shift_JIS): save it as CSV UTF-8")


def rows_of(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield every row that is not empty, with the line it ends on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        at = f"{name}, line {reader.line_num}"
        raise InvalidError(f"{at}: {error}: save it as CSV, texts in double quotes") from error


def width_of(row: list[str]) -> int:
    """Return how many cells there are up to the last that is not empty."""
    return max((n for n, cell in enumerate(row, start=1) if cell.strip()), default=0)


def narrow(cell: str) -> str:
    """Return what a cell says, full-width letters and digits as narrow ones."""
    return unicodedata.normalize("NFKC", cell).replace("\N{MINUS SIGN}", "-").strip()


def several(cell: str) -> tuple[str, ...]:
    """Return the names in a cell, which semicolons or 、 part."""
    parts = (part.strip() for part in re.split("[;；、]", cell))
    return tuple(part for part in parts if part)


def as_csv(names: Sequence[str], lines: Iterable[Mapping[str, object]]) -> str:
    """Return lines as CSV in which no cell is a formula to a spreadsheet."""
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in line.items()} for line in lines)
    return text.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in _FORMULAS else value
