"""The chronology as headquarters reads it: entries with what became of them by now."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import msgspec

from api.asked import Scene
from kawamori.chronology.entries import Entry, Kind
from kawamori.runs import Run
from kawamori.storage.chronology.corrected import corrections_of
from kawamori.storage.chronology.timeline import Page, newest_cursor
from kawamori.storage.connections import Connection
from kawamori.storage.past.telling import funnels_then
from kawamori.storage.telling.funnel import Funnel, funnels, why_muted

_encode = msgspec.json.Encoder().encode


def page_shown(connection: Connection, scene: Scene, page: Page) -> bytes:
    """Return a page of the line."""
    shown = {
        "now": scene.now,
        "entries": entries_shown(connection, scene, page.entries),
        "next": str(page.upto) if page.upto else None,
    }
    return _encode(shown)


def entry_shown(connection: Connection, scene: Scene, entry: Entry) -> bytes:
    """Return one entry."""
    return _encode(entries_shown(connection, scene, [entry])[0])


def moved(connection: Connection, run: Run) -> bytes:
    """Return how far the line of a run goes by now."""
    newest = newest_cursor(connection, run)
    return _encode({"newest": str(newest) if newest else None})


def entries_shown(
    connection: Connection, scene: Scene, entries: Sequence[Entry]
) -> list[dict[str, object]]:
    """Return entries with what is not part of them: corrections, and how far messages came."""
    corrected = corrections_of(connection, entries, scene.moment and scene.moment.at)
    messages = [each.cursor.number for each in entries if each.cursor.source == "message"]
    reached: dict[int, list[Funnel]] = {number: [] for number in messages}
    for each in _funnels(connection, scene, messages):
        reached[each.message_id].append(each)
    muted = why_muted(connection, messages, _wall(scene)) if messages else {}
    return [_shown(each, corrected.get(each.name), reached, muted) for each in entries]


def _funnels(connection: Connection, scene: Scene, messages: list[int]) -> Sequence[Funnel]:
    if not messages:
        return ()
    if scene.moment:
        return funnels_then(connection, scene.moment, messages)
    return funnels(connection, messages)


def _wall(scene: Scene) -> datetime | None:
    return scene.moment.wall if scene.moment else None


def _shown(
    entry: Entry,
    corrected_by: str | None,
    reached: dict[int, list[Funnel]],
    muted: dict[int, str],
) -> dict[str, object]:
    is_message = entry.cursor.source == "message"
    is_written = entry.kind is Kind.WRITTEN
    return {
        "entry": entry.name,
        "cursor": str(entry.cursor),
        "kind": entry.kind,
        "at": entry.at,
        "recorded_at": entry.cursor.recorded_at,
        "level": entry.level,
        "alert_level": entry.alert_level,
        "words_ja": entry.words.ja,
        "words_en": entry.words.en,
        "person": entry.person,
        "role": entry.role,
        "office": entry.office,
        "station_id": entry.station_id,
        "station_name": entry.station_name,
        "area_ids": entry.area_ids,
        "places": entry.places,
        "link": entry.link,
        "entry_kind": entry.facts["kind"] if is_written else None,
        "entry_key": entry.facts["entry_key"] if is_written else None,
        "corrects": entry.corrects,
        "corrected_by": corrected_by,
        "funnel": [_count(each) for each in reached[entry.cursor.number]] if is_message else None,
        "muted_because": muted.get(entry.cursor.number) if is_message else None,
    }


def _count(funnel: Funnel) -> dict[str, object]:
    counts = asdict(funnel)
    del counts["message_id"]
    return counts
