"""The public record of gauge notices: when the water came, and when people were told."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from api.residents.files import File
from api.residents.open_data.ledger import Entry
from api.residents.open_data.tables import Licence, csv_file, feature, geojson_file, point
from api.residents.shown import Shown
from kawamori.alerts import Kind
from kawamori.levels import GaugeLevel
from kawamori.people import Channel
from kawamori.runs import Run
from kawamori.storage.public.notices import Notice, Telling

FEW = 5  # of fewer it is not said how many, so that nobody is singled out
CHANNELS = (Channel.PUSH, Channel.SMS, Channel.VOICE, Channel.EMAIL)
COLUMNS = (
    "notice_id", "code", "kind", "station_id", "station_name", "station_name_en", "river", "level",
    "threshold", "threshold_m", "stage_m", "reached_at", "public_at", "told", "first_told_at",
    "last_told_at", *(f"told_{channel}" for channel in CHANNELS), "state", "eased_at", "correction",
    "corrected_at", "correction_code", "status",
)  # fmt: skip
_ON_THE_MAP = tuple(name for name in COLUMNS if name != "status")
# Why nobody was told, by how the reason begins (alerting/mute.py); what is left is history.
_WHY_NOT = {"overtaken": "overtaken", "told within": "told_before", "corrected": "corrected"}
_TOO_LATE = "too_late"


def rows_of(entries: Sequence[Entry], run: Run) -> list[dict[str, Any]]:
    """Return the record, the newest first."""
    return [_row(entry.notice, entry.tellings, run) for entry in entries]


def notice_files(
    rows: Sequence[Mapping[str, Any]],
    entries: Sequence[Entry],
    shown: Shown,
    licence: Licence,
) -> Iterator[File]:
    """Yield the record as GeoJSON and as CSV."""
    yield geojson_file(
        "open/notices.geojson",
        shown,
        licence,
        (
            feature(
                row["notice_id"],
                point(entry.notice.lon, entry.notice.lat),
                {name: row[name] for name in _ON_THE_MAP},
            )
            for row, entry in zip(rows, entries, strict=True)
        ),
    )
    yield csv_file("open/notices.csv", COLUMNS, rows)


def _row(notice: Notice, tellings: Sequence[Telling] | None, run: Run) -> dict[str, Any]:
    is_clear = notice.kind == Kind.CLEAR
    if tellings is not None:  # a partner's program is nobody
        tellings = [each for each in tellings if each.channel in CHANNELS]
    told = _told(notice, tellings)
    people = {each.channel: each.people for each in tellings or ()}
    firsts = [each.first_at for each in tellings or () if each.first_at]
    lasts = [each.last_at for each in tellings or () if each.last_at]
    return {
        "notice_id": notice.message_id,
        "code": notice.code,
        "kind": "fallen" if is_clear else "reached",
        "station_id": notice.station_id,
        "station_name": notice.name,
        "station_name_en": notice.name_en,
        "river": notice.river,
        "level": notice.level,
        "threshold": None if is_clear else GaugeLevel(notice.level).name_ja,
        "threshold_m": notice.threshold_m,
        "stage_m": notice.stage_m,
        "reached_at": notice.observed_at,
        "public_at": notice.recorded_at,
        "told": told,
        "first_told_at": _by_the_run(min(firsts, default=None), run),
        "last_told_at": _by_the_run(max(lasts, default=None), run),
        **{
            f"told_{channel}": None if tellings is None else few(people.get(channel, 0))
            for channel in CHANNELS
        },
        "state": None if is_clear else _state(notice),
        "eased_at": None if is_clear else notice.eased_at,
        "correction": notice.corrected_kind,
        "corrected_at": _by_the_run(notice.corrected_at, run),
        "correction_code": notice.corrected_code,
        "status": run.status,
    }


def few(people: int) -> int | str:
    """Return how many, or that they were a few."""
    return people if people == 0 or people >= FEW else f"<{FEW}"


def _told(notice: Notice, tellings: Sequence[Telling] | None) -> str:
    """Return whether people were told, or why not."""
    if notice.muted_because is not None:
        return next(
            (why for begins, why in _WHY_NOT.items() if notice.muted_because.startswith(begins)),
            _TOO_LATE,
        )
    if notice.routed_at is None:
        return "waiting"
    if tellings is None:
        return "counting"
    if any(each.people for each in tellings):
        return "told"
    return "waiting" if any(each.waiting for each in tellings) else "nobody"


def _state(notice: Notice) -> str:
    if notice.eased_at is not None:
        return "eased"
    return "stands" if notice.stands else "unknown"


def _by_the_run(wall: datetime | None, run: Run) -> datetime | None:
    return None if wall is None else run.now(wall)
