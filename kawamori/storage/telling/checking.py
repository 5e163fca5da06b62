"""Looked at before: what an entry of official information would mean, and whom a quotation reaches.

Nothing of it is kept; it is found by doing it and taking it back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kawamori.issuers import Doubt, doubts_about
from kawamori.official import Announcement as OfficialAnnouncement
from kawamori.official import Kind
from kawamori.people import Channel, Language
from kawamori.runs import Run
from kawamori.settings import Settings
from kawamori.storage.connections import Connection
from kawamori.storage.official.entries import Entry, enter_official
from kawamori.storage.official.standing import Official, find_official, official_of_run
from kawamori.storage.telling.counting import Cost, Counted, cost_of, count_people, sms_parts
from kawamori.storage.telling.quotes import announcement_of, areas_covered, to_pass_on

OLD_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Checked:
    """What an entry would be: ``replaced`` is what would stand no more, by name and place."""

    found: Official
    replaced: list[Official]
    area_ids: list[str]
    passes_on: bool
    doubts: list[Doubt]


@dataclass(frozen=True, slots=True)
class Quotation:
    """What passing on would tell, to whom, and at what cost."""

    found: Official
    area_ids: list[str]
    texts: Mapping[tuple[Channel, Language], str]
    recipients: list[Counted]
    cost: Cost


def check_official(
    connection: Connection,
    settings: Settings,
    run: Run,
    announced: OfficialAnnouncement,
    entry: Entry,
    *,
    received_at: datetime | None = None,
    supersedes: int | None = None,
) -> Checked:
    """Return what entering an announcement would do; it raises whatever entering it would."""
    before = official_of_run(connection, run, entry.now, only_open=True)
    with connection.transaction(force_rollback=True):
        number = enter_official(
            connection, run, announced, entry, received_at=received_at, supersedes=supersedes
        )
        found = find_official(connection, run, entry.now, number)
        after = official_of_run(connection, run, entry.now, only_open=True)
        area_ids = areas_covered(connection, settings, found)
    standing = {each.official_id for each in after}
    replaced = [each for each in before if each.official_id not in standing]
    from_level = settings.official_pass_on.get(Kind(found.kind))
    passes_on = (
        from_level is not None
        and found.alert_level >= from_level
        and found.counts
        and bool(area_ids)
    )
    doubts = [
        *doubts_about(Kind(found.kind), found.issuer),
        *_doubts_about_entry(found, entry.now),
    ]
    return Checked(found, replaced, area_ids, passes_on, doubts)


def preview_quotation(
    connection: Connection, settings: Settings, run: Run, official_id: int, *, wall: datetime
) -> Quotation:
    """Return what passing a piece on would tell; it raises whatever passing it on would."""
    found, area_ids = to_pass_on(connection, settings, run, official_id, run.now(wall))
    asked = announcement_of(run, found, area_ids)
    recipients = count_people(connection, asked, wall)
    parts = sms_parts(asked, recipients)
    cost = cost_of(connection, settings, run, found.alert_level, parts)
    return Quotation(found, area_ids, asked.texts, recipients, cost)


def _doubts_about_entry(found: Official, now: datetime) -> Iterator[Doubt]:
    if not found.in_force:
        yield Doubt(
            "not_the_newest",
            "something newer stands for the same places: this entry changes nothing",
            "同じ場所により新しい情報があるため、入力しても今の状態は変わりません",
        )
    elif not found.station_ids:
        places = "、".join((*found.rivers, *found.areas))
        yield Doubt(
            "covers_nothing",
            f"no station lies at {places}: is it written as the stations have it?",
            f"「{places}」に当たる観測所がありません。河川名・地区名の書き方を確かめてください",
        )
    if found.in_force and not found.counts:
        yield Doubt(
            "another_mark",
            f"it is marked {found.control_status} and counts for nothing here",
            f"「{found.control_status}」の情報のため、ここでは効力がありません",
        )
    if now - found.issued_at > OLD_AFTER:
        hours = (now - found.issued_at) // timedelta(hours=1)
        yield Doubt("old", f"it was issued {hours} hours ago", f"{hours}時間前に発表された情報です")
