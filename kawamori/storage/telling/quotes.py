"""Official information passed on to residents: quoted with its source, each piece once.

What its issuer marked as a drill or a test is passed on in a rehearsal of that kind alone:
in reality it alerts nobody, whoever asks for it.
"""

from collections.abc import Sequence
from datetime import datetime

from kawamori.errors import ConflictError, InvalidError
from kawamori.messages import OrderKind
from kawamori.messages.official import OfficialMatter, official_texts
from kawamori.official import Announcement as OfficialAnnouncement
from kawamori.official import Kind, find_name, mark_of
from kawamori.runs import Run
from kawamori.settings import Settings
from kawamori.storage.acts import record_act
from kawamori.storage.areas.voices import stations_of_areas
from kawamori.storage.connections import Connection
from kawamori.storage.official.entries import Entry, enter_official, lift_official
from kawamori.storage.official.standing import Official, find_official
from kawamori.storage.telling.announcements import Announcement, announce_texts

_LOCK = "SELECT FROM official_information WHERE official_id = %s FOR NO KEY UPDATE"
_NAMED = "SELECT area_id FROM offered_areas WHERE name = ANY (%s) OR %s"
_TOLD = """
SELECT DISTINCT a.area_id FROM messages m JOIN message_areas a USING (message_id)
WHERE m.official_id = %s ORDER BY a.area_id
"""


def enter_and_pass_on(
    connection: Connection,
    settings: Settings,
    run: Run,
    announced: OfficialAnnouncement,
    entry: Entry,
    *,
    received_at: datetime | None = None,
    supersedes: int | None = None,
) -> int:
    """Store an announcement and pass it on where the city's policy says so; return its number.

    The correction of one that was passed on is passed on too, whatever its level.
    """
    with connection.transaction():
        number = enter_official(
            connection, run, announced, entry, received_at=received_at, supersedes=supersedes
        )
        found = find_official(connection, run, entry.now, number)
        from_level = settings.official_pass_on.get(Kind(found.kind))
        is_wanted = from_level is not None and found.alert_level >= from_level
        if is_wanted or (supersedes is not None and _told_areas(connection, supersedes)):
            area_ids = areas_covered(connection, settings, found)
            if found.counts and area_ids:
                _pass_on(connection, run, found, area_ids, entry)
    return number


def lift_and_pass_on(
    connection: Connection,
    run: Run,
    official_id: int,
    entry: Entry,
    *,
    lifted_at: datetime | None = None,
    source_text: str = "",
    source_url: str = "",
) -> int:
    """Store that an announcement was lifted, and tell whoever was told of it; return the row."""
    with connection.transaction():
        number = lift_official(
            connection,
            official_id,
            entry,
            lifted_at=lifted_at,
            source_text=source_text,
            source_url=source_url,
        )
        if area_ids := _told_areas(connection, official_id):
            found = find_official(connection, run, entry.now, number)
            _pass_on(connection, run, found, area_ids, entry)
    return number


def pass_on_official(
    connection: Connection, settings: Settings, run: Run, official_id: int, entry: Entry
) -> int:
    """Tell the people of the areas that official information covers; return the message.

    ``InvalidError`` where it is marked as what its run is not, or covers no area;
    ``ConflictError`` where it is over, or was passed on before.
    """
    with connection.transaction():
        connection.execute(_LOCK, (official_id,))  # two who ask at once tell people once
        found, area_ids = to_pass_on(connection, settings, run, official_id, entry.now)
        return _pass_on(connection, run, found, area_ids, entry)


def to_pass_on(
    connection: Connection, settings: Settings, run: Run, official_id: int, now: datetime
) -> tuple[Official, list[str]]:
    """Return what would be passed on and to which areas; raise where nobody may be told of it."""
    found = find_official(connection, run, now, official_id)
    if found.control_status != mark_of(run):
        raise InvalidError(
            f"{found.name} is marked {found.control_status}: nobody is told of it here"
        )
    if not found.in_force:
        raise ConflictError(f"{found.name} is not in force any more: look at it again")
    if found.message_id is not None:
        raise ConflictError(f"{found.name} was passed on already: message {found.message_id}")
    area_ids = areas_covered(connection, settings, found)
    if not area_ids:
        raise InvalidError(f"{found.name} covers no area: say which stations speak for which")
    return found, area_ids


def _pass_on(
    connection: Connection, run: Run, found: Official, area_ids: Sequence[str], entry: Entry
) -> int:
    message_id = announce_texts(connection, announcement_of(run, found, area_ids))
    subject, details = f"official/{found.official_id}", {"name": found.name, "message": message_id}
    record_act(connection, entry.person, entry.role, "pass_on_official", subject, **details)
    return message_id


def matter_of(run: Run, found: Official) -> OfficialMatter:
    """Return what there is to quote of official information."""
    places = (*found.rivers, *found.areas)
    return OfficialMatter(
        run.status,
        find_name(found.name),
        found.issuer,
        found.lifted_at or found.issued_at,
        places,
        is_lifted=found.lifted_at is not None,
        url=found.source_url,
    )


def announcement_of(run: Run, found: Official, area_ids: Sequence[str]) -> Announcement:
    """Return the quotation as it is told to the people of some areas."""
    matter = matter_of(run, found)
    return Announcement(
        run.run_no,
        "official",
        OrderKind.LIFT if matter.is_lifted else OrderKind.ISSUE,
        found.alert_level,
        f"official/{found.kind}/{'・'.join(matter.places)}",
        official_texts(matter),
        tuple(area_ids),
        official_id=found.official_id,
    )


def areas_covered(connection: Connection, settings: Settings, found: Official) -> list[str]:
    """Return the areas that it names, all where it names the city, and those of its stations."""
    is_whole_city = settings.city_name in found.areas
    named = {row[0] for row in connection.execute(_NAMED, (found.areas, is_whole_city))}
    covered = set(found.station_ids)
    spoken_for = {
        area_id
        for area_id, station_ids in stations_of_areas(connection).items()
        if covered & set(station_ids)
    }
    return sorted(named | spoken_for)


def _told_areas(connection: Connection, official_id: int) -> list[str]:
    return [row[0] for row in connection.execute(_TOLD, (official_id,))]
