"""A list of subscribers as a city has it already: each line read, or named with its fault.

Columns that are not known, such as a name, are not read at all.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kawamori.errors import InvalidError
from kawamori.people import Subscriber
from kawamori.spreadsheets import rows_of, text_of, width_of
from kawamori.storage.people import list_cells as cells


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: somebody, or what is wrong; its cells are shown to nobody."""

    number: int
    cells: tuple[str, ...] = field(repr=False)
    subscriber: Subscriber | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class SubscriberList:
    """A list as it was read; ``unread`` are the columns that were left alone."""

    name: str
    header: tuple[str, ...]
    unread: tuple[str, ...]
    lines: tuple[Line, ...]


def read_list(raw: bytes, name: str, places: cells.Places) -> SubscriberList:
    """Return a list; ``InvalidError`` when it is none at all.

    The text is UTF-8, with or without a byte order mark, or cp932 (Shift_JIS).
    """
    rows = rows_of(text_of(raw, name), name)
    header = next(rows, (1, []))[1]
    header = header[: width_of(header)]
    columns = [cells.column_of(given) for given in header]
    known = [column for column in columns if column]
    for column in known:
        if known.count(column) > 1:
            raise InvalidError(f"{name}, line 1: column {column} is there twice")
    if not {"phone", "email"} & set(known):
        raise InvalidError(f"{name}, line 1: no column phone (電話番号): add it to the header")
    lines = tuple(_line(number, row, columns, places) for number, row in rows)
    unread = tuple(given for given, column in zip(header, columns, strict=True) if not column)
    return SubscriberList(name, tuple(header), unread, lines)


def bad_lines(header: Sequence[str], lines: Iterable[Line]) -> str:
    """Return lines as a file that can be mended and imported again, with what is wrong."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*header, "fault"])
    for line in lines:
        row = list(line.cells[: len(header)])
        writer.writerow([*row, *[""] * (len(header) - len(row)), line.fault])
    return out.getvalue()


def _line(number: int, row: list[str], columns: list[str | None], places: cells.Places) -> Line:
    try:
        if width_of(row) > len(columns):
            raise InvalidError(  # noqa: TRY301 as every fault of a line
                f"{width_of(row)} cells under {len(columns)} columns: put a text that has a comma "
                "in quotes"
            )
        texts = {c: cell for c, cell in zip(columns, row, strict=False) if c}
        return Line(number, tuple(row), _subscriber(texts, places))
    except InvalidError as error:
        return Line(number, tuple(row), fault=str(error))


def _subscriber(texts: dict[str, str], places: cells.Places) -> Subscriber:
    def text(column: str) -> str:
        return texts.get(column, "")

    channel, address = cells.address(text("phone"), text("email"), text("channel"))
    stations = cells.stations(text("station"), text("from_level"), places)
    areas = cells.areas(text("area"), text("from_level"), places)
    if not stations and not areas:
        raise InvalidError("columns station, area: both are empty: nothing would ever be told")
    return Subscriber(
        address,
        cells.language(text("language")),
        channel,
        stations,
        areas,
        cells.reading_need(text("reading_need")),
        cells.quiet(text("quiet_hours"), text("quiet_until_level")),
    )
