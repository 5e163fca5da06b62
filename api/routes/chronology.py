"""The chronology: read, written to by hand, and taken away as a table, a map or a PDF."""

from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import Depends, Query, Request
from pydantic import AwareDatetime
from starlette.responses import Response

from api.asked import Asked, Database, Looked, Scene
from api.auth import Writer
from api.chronicle import entry_shown, page_shown
from api.desk import headquarters
from api.errors import answers
from api.paper import Pdf, pdf_answer
from api.responses import Json
from api.schemas.chronology import ChronologyPage, EntryAsked, EntryShown, KindName
from kawamori.chronology.affairs import EntryKind
from kawamori.chronology.entries import Cursor, Entry, Kind, Place
from kawamori.chronology.files import NAMES, features_of, lines_of
from kawamori.errors import ConflictError, InvalidError
from kawamori.paper.chronology import chronology_page
from kawamori.spreadsheets import BOM, as_csv
from kawamori.storage.chronology.corrected import corrections_of
from kawamori.storage.chronology.timeline import (
    EVER,
    NEVER,
    Sought,
    entry_of,
    every_entry,
    just_after,
    page_of,
)
from kawamori.storage.chronology.writing import Written, write_entry
from kawamori.storage.connections import Connection

MOST_EXPORTED = 50_000
MOST_PRINTED = 3_000  # a sheet holds some forty, and each hundred takes a fifth of a second

router = headquarters()
_encode = msgspec.json.Encoder().encode


def _sought(  # noqa: PLR0913 each is a parameter of the address
    asked: Looked,
    *,
    since: Annotated[AwareDatetime | None, Query(description="Known from then on")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Known before then")] = None,
    kind: Annotated[
        list[KindName] | None, Query(description="Repeatable; all if not given")
    ] = None,
    level: Annotated[int | None, Query(ge=0, le=5, description="At least; gauge or alert")] = None,
    station: Annotated[str | None, Query(max_length=63)] = None,
    area: Annotated[
        str | None, Query(max_length=63, description="With the stations that speak for it")
    ] = None,
    person: Annotated[str | None, Query(max_length=200)] = None,
    office: Annotated[str | None, Query(max_length=63)] = None,
    q: Annotated[str, Query(max_length=200, description="Words that it says, each of them")] = "",
) -> Sought:
    then = just_after(asked.moment.at) if asked.moment else EVER
    return Sought(
        since or NEVER,
        min(until, then) if until else then,
        frozenset(Kind(each) for each in kind) if kind else frozenset(Kind),
        level,
        station or None,
        area or None,
        person or None,
        office or None,
        q,
    )


Wanted = Annotated[Sought, Depends(_sought, scope="function")]


@router.get("/hq/chronology", response_model=ChronologyPage)
def chronology(
    connection: Database,
    asked: Looked,
    wanted: Wanted,
    *,
    before: Annotated[str | None, Query(description="A cursor: go back in time from it")] = None,
    after: Annotated[str | None, Query(description="A cursor: go forward from it")] = None,
    oldest_first: Annotated[bool, Query(description="Begin with the oldest")] = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Json:
    """Return entries next to a cursor, or the newest of all; going forward, the oldest first.

    An entry never changes, nor its place among the others: asked again, the answer is the
    same but for what is new, and for `corrected_by`, `funnel` and `muted_because`.
    """
    if before and after:
        raise InvalidError("before or after: one of them")
    page = page_of(
        connection,
        asked.run,
        wanted,
        before=Cursor.parse(before) if before else None,
        after=Cursor.parse(after) if after else None,
        limit=limit,
        oldest_first=oldest_first,
    )
    return Json(page_shown(connection, asked, page))


@router.post(
    "/hq/chronology",
    response_model=EntryShown,
    status_code=HTTPStatus.CREATED,
    responses=answers(ConflictError),
)
def write(entry: EntryAsked, person: Writer, connection: Database, asked: Asked) -> Json:
    """Write an entry by hand. Nobody changes it afterwards: another entry sets it right."""
    place = None
    if entry.lon is not None and entry.lat is not None:
        place = Place(entry.lon, entry.lat)
    written = Written(
        entry.entry_key,
        EntryKind(entry.kind),
        entry.body,
        entry.happened_at or asked.now,
        entry.source,
        entry.way,
        entry.station_id,
        entry.area_id,
        place,
        entry.about,
        int(entry.corrects.removeprefix("entry-")) if entry.corrects else None,
    )
    number = write_entry(
        connection, asked.run, written, person=person.person, role=person.role, now=asked.now
    )
    made = entry_of(connection, asked.run, "entry", number)
    return Json(entry_shown(connection, asked, made), HTTPStatus.CREATED)


@router.get("/hq/chronology.csv", response_class=Response)
def chronology_as_csv(connection: Database, asked: Looked, wanted: Wanted) -> Response:
    """Export all that is sought, the oldest first, for spreadsheets."""
    found = _all(connection, asked, wanted, MOST_EXPORTED)
    table = BOM + as_csv(list(NAMES), lines_of(found))
    return _file(table.encode(), "text/csv; charset=utf-8", f"{_name(asked)}.csv")


@router.get("/hq/chronology.geojson", response_class=Response)
def chronology_as_geojson(connection: Database, asked: Looked, wanted: Wanted) -> Response:
    """Export all that is sought, the oldest first, for maps; what has no place has no geometry."""
    found = _all(connection, asked, wanted, MOST_EXPORTED)
    return _file(_encode(features_of(found)), "application/geo+json", f"{_name(asked)}.geojson")


@router.get("/hq/chronology.pdf", response_class=Pdf)
def chronology_as_pdf(connection: Database, asked: Looked, wanted: Wanted, request: Request) -> Pdf:
    """Print all that is sought on A4, the oldest first; it takes seconds."""
    found = _all(connection, asked, wanted, MOST_PRINTED)
    corrected = corrections_of(connection, found, asked.moment and asked.moment.at)
    page = chronology_page(
        asked.run, found, made_at=asked.now, about=_about(wanted), corrected_by=corrected
    )
    return pdf_answer(request, page, f"{_name(asked)}.pdf")


def _all(connection: Connection, asked: Scene, wanted: Sought, most: int) -> list[Entry]:
    found: list[Entry] = []
    for entry in every_entry(connection, asked.run, wanted):
        if len(found) == most:
            raise InvalidError(
                f"these are more than {most:,} entries: narrow them down, or have a pack made"
            )
        found.append(entry)
    return found


def _about(wanted: Sought) -> str:
    """Return what was asked for beside a time, as it stands on the page."""
    said = (wanted.station_id, wanted.area_id, wanted.person, wanted.office, wanted.text)
    level = f"レベル{wanted.level}以上" if wanted.level is not None else ""
    return "　".join(filter(None, (*said, level)))


def _name(asked: Scene) -> str:
    return "-".join(filter(None, ("chronology", asked.run.run)))


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
