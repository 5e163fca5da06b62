"""Storing a list of subscribers: all of it, or what is good of it, or, in a dry run, nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kawamori.errors import InvalidError
from kawamori.people import Address
from kawamori.people.stops import BY_THEM
from kawamori.runs import Run
from kawamori.spreadsheets import narrow
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.intake import store_subscribers
from kawamori.storage.people.list_cells import Places
from kawamori.storage.people.lists import Line, SubscriberList

_STATIONS = "SELECT name, array_agg(station_id) FROM current_stations GROUP BY name"
_STATION_IDS = "SELECT station_id, ARRAY[station_id] FROM stations"
_AREAS = """
SELECT name, array_agg(area_id ORDER BY area_id) FROM offered_areas GROUP BY name
"""
_AREA_IDS = "SELECT area_id, ARRAY[area_id] FROM offered_areas"
MOST_FAULTS = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """A line that was stored, or would be."""

    line: Line
    address: Address
    new: bool
    wishes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a list's lines."""

    taken: tuple[Taken, ...]
    bad: tuple[Line, ...]


def known_places(connection: Connection) -> Places:
    """Return the stations and areas that a list may name."""
    with unavailable_when_lost():
        return Places(
            _by_name(connection, _STATIONS, _STATION_IDS), _by_name(connection, _AREAS, _AREA_IDS)
        )


def store_list(
    connection: Connection,
    seal: AddressSeal,
    listed: SubscriberList,
    run: Run,
    *,
    author: str,
    skip_bad: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Store a list in one transaction and return what became of each line.

    ``InvalidError`` names every bad line, unless bad lines are to be skipped; nothing is
    stored then. A dry run stores, looks, and takes it all back.
    """
    with unavailable_when_lost(), connection.transaction(force_rollback=dry_run):
        outcome = _store(connection, seal, listed.lines, run)
        if outcome.bad and not skip_bad:
            raise InvalidError(_told(listed.name, outcome.bad))
        record_act(
            connection,
            author,
            "command",
            "import_subscribers",
            f"run/{run.run or 'actual'}",
            file=listed.name,
            lines=len(outcome.taken),
            skipped=len(outcome.bad),
        )
    return outcome


def _store(connection: Connection, seal: AddressSeal, lines: Iterable[Line], run: Run) -> Outcome:
    bad = [line for line in lines if line.subscriber is None]
    good = [(line, line.subscriber) for line in lines if line.subscriber is not None]
    stored = store_subscribers(
        connection,
        seal,
        [s for _, s in good],
        run_no=run.run_no,
        respecting=BY_THEM,
    )
    taken: list[Taken] = []
    seen: set[int] = set()
    for (line, s), each in zip(good, stored, strict=True):
        if each.subscriber_id is None:
            stopped = f"{s.address!r} asked to be told nothing: no list undoes that"
            bad.append(replace(line, fault=stopped))
            continue
        wishes = [f"{w.station_id} from {w.from_level.name}" for w in s.subscriptions]
        wishes += [f"{w.area_id} from {w.from_level.name}" for w in s.areas]
        is_new = each.new and each.subscriber_id not in seen
        seen.add(each.subscriber_id)
        taken.append(Taken(line, s.address, is_new, tuple(wishes)))
    return Outcome(tuple(taken), tuple(sorted(bad, key=lambda line: line.number)))


def _told(name: str, bad: tuple[Line, ...]) -> str:
    faults = [f"{name}, line {line.number}: {line.fault}" for line in bad[:MOST_FAULTS]]
    if len(bad) > MOST_FAULTS:
        faults.append(f"{name}: and {len(bad) - MOST_FAULTS} more")
    return "\n".join([*faults, "nobody was imported"])


def _by_name(connection: Connection, names: str, idents: str) -> dict[str, tuple[str, ...]]:
    """Return ids by name; whatever has the id of one as its name is found by the id."""
    found: dict[str, tuple[str, ...]] = {}
    for name, ids in connection.execute(names.encode()):
        found[narrow(name)] = (*found.get(narrow(name), ()), *ids)
    return found | {ident: tuple(ids) for ident, ids in connection.execute(idents.encode())}
