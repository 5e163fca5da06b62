"""気象警報・注意報 as JSON: a list of documents, one a series; one object before May 2026."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ingest.sources.gauges import as_bytes
from ingest.sources.jma.flood_json import control_status
from ingest.sources.jma.kinds import Listed, standing
from ingest.sources.jma.names import OLD_AREA_NAMES, OLD_KINDS, is_transitional, series_of
from ingest.sources.jma.said import Doubtful, Places, Report, Said, Told, together
from ingest.sources.shapes import a_list, a_text, a_time, an_object, read_json
from kawamori.errors import InvalidError
from kawamori.official import ControlStatus

PAGE = "https://www.jma.go.jp/bosai/warning/"


def read_areas(body: bytes, places: Places) -> Told:
    """Return what an office's file says of our areas, in the form of now or of before.

    ``InvalidError`` when it is neither.
    """
    whole = read_json(body, "warning")
    if isinstance(whole, dict):
        return _told(whole, places, is_old=True)
    return together(_told(each, places, is_old=False) for each in a_list(whole, "warning"))


def _told(document: object, places: Places, *, is_old: bool) -> Told:
    """Read one document; a fault in one area leaves the others."""
    try:
        found = an_object(document, "warning")
        report = _report(found)
        areas = _old_areas(found) if is_old else _areas(found)
    except InvalidError as error:
        return Told((), (Doubtful(as_bytes(document).decode(), str(error)),))
    if is_old and is_transitional(report.issued_at):
        return Told()
    speaks_for = OLD_KINDS if is_old else series_of(str(found.get("dataTypeCode")), "")
    said, doubtful = [], []
    for code, kinds in areas:
        if code not in places.areas:
            continue
        try:
            listed = [_listed(kind) for kind in a_list(kinds, "kinds")]
            stands = standing(listed, speaks_for, is_old=is_old)
        except InvalidError as error:
            doubtful.append(Doubtful(as_bytes({code: kinds}).decode(), str(error)))
            continue
        quoted = _in_old_words(report, listed) if is_old else report
        said += [Said(quoted, kind, places.areas[code], n) for kind, n in stands.names.items()]
        doubtful += [Doubtful(as_bytes({code: kinds}).decode(), why) for why in stands.unknown]
    return Told(tuple(said), tuple(doubtful))


def _in_old_words(report: Report, listed: Iterable[Listed]) -> Report:
    """Return a report that quotes the names of then, which are not those of now."""
    words = "・".join(OLD_AREA_NAMES[each.code] for each in listed if each.code in OLD_AREA_NAMES)
    return replace(report, text=f"{words}。{report.text}")


def _report(found: Mapping[str, Any]) -> Report:
    return Report(
        a_text(found.get("publishingOffice") or "気象庁", "publishingOffice"),
        a_time(found.get("reportDatetime"), "reportDatetime"),
        control_status(str(found.get("status") or ControlStatus.NORMAL)),
        str(found.get("infoType") or "発表"),
        str(found.get("headlineText") or "").strip(),
        PAGE,
    )


def _areas(found: Mapping[str, Any]) -> Iterable[tuple[str, object]]:
    warning = an_object(found.get("warning"), "warning")
    items = a_list(warning.get("class20Items", []), "class20Items")
    return [_area(each, "areaCode", "kinds") for each in items]


def _old_areas(found: Mapping[str, Any]) -> Iterable[tuple[str, object]]:
    types = [an_object(each, "areaTypes") for each in a_list(found.get("areaTypes"), "areaTypes")]
    items = [area for each in types for area in a_list(each.get("areas"), "areas")]
    return [_area(each, "code", "warnings") for each in items]


def _area(item: object, code: str, kinds: str) -> tuple[str, object]:
    found = an_object(item, "an area")
    return a_text(found.get(code), code), found.get(kinds)


def _listed(kind: object) -> Listed:
    found = an_object(kind, "a kind")
    return Listed(
        str(found.get("code") or ""),
        a_text(found.get("status"), "status"),
        str(found.get("name") or ""),
    )
