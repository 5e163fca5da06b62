"""A datastream's observations as CSV: a head that says what they are, and a line for each."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from api.facts import Known
from kawamori.observations import names_of
from kawamori.quality.qartod import rolled_up
from kawamori.runs import Run
from kawamori.storage.readings.export import Exported
from kawamori.storage.readings.series import Drawn, Window

BOM = "\ufeff"  # spreadsheets take a CSV without it for Shift_JIS
COLUMNS = (
    *("time_jst", "time_utc", "result", "flags", "qartod", "received_utc"),
    *("spread", "calibration"),
)

_JAPAN = ZoneInfo("Asia/Tokyo")
_STATUS = {"actual": "", "exercise": "訓練", "test": "試験"}
_REFERENCE = {
    "gauge_zero": "metres above gauge zero (零点高からの高さ)",
    "bank_top": "metres above the bank top (氾濫開始水位からの高さ)",
    None: "",
}


def head(
    station: Known, drawn: Drawn, window: Window, run: Run, licence: str
) -> list[tuple[str, str]]:
    """Return what a reader has to know of the lines below, by name."""
    facts = station.facts
    rehearsal = f"{_STATUS[run.status]} {run.run}: not a real river" if run.run else "actual"
    return [
        ("station", f"{facts.station_id} {facts.name} {facts.name_en}".strip()),
        ("river", facts.river),
        ("status", rehearsal),
        ("datastream", drawn.name),
        ("unit", drawn.unit),
        ("datum", _datum(drawn)),
        ("from", _utc(window.start)),
        ("until", _utc(window.end)),
        ("values", "provisional, as they were measured; flags say what is held against them"),
        ("qartod", "1 good, 2 not evaluated, 3 suspect, 4 fail"),
        ("spread", "how far apart the answers of one reading were: median absolute deviation"),
        ("calibration", "from when on the one holds that the instrument's reading was made by"),
        ("licence", licence),
    ]


def lines(
    about: Iterable[tuple[str, str]], pages: Iterable[list[Exported]], *, bom: bool
) -> Iterator[bytes]:
    """Yield the file in pieces."""
    yield (
        (BOM if bom else "") + _written([(f"# {name}: {said}",) for name, said in about])
    ).encode()
    yield _written([COLUMNS]).encode()
    for page in pages:
        yield _written([_row(each) for each in page]).encode()


def _datum(drawn: Drawn) -> str:
    if drawn.reference != "gauge_zero" or drawn.gauge_zero_tp_m is None:
        return _REFERENCE[drawn.reference]
    return f"{_REFERENCE[drawn.reference]}; gauge zero = {drawn.datum} {drawn.gauge_zero_tp_m:+} m"


def _row(each: Exported) -> tuple[object, ...]:
    return (
        each.observed_at.astimezone(_JAPAN).isoformat(),
        _utc(each.observed_at),
        each.result,
        " ".join(names_of(each.flags)),
        int(rolled_up(each.flags)),
        _utc(each.received_at),
        each.spread,
        each.calibration and _utc(each.calibration),
    )


def _written(rows: Iterable[tuple[object, ...]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _utc(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
