"""JMA's XML telegrams: what they say of our places, in the forms of now and of before.

Only ``Control``, ``Head`` and the warning's own items are read. The texts of ordinary telegrams
name every kind there is to say that none of it is announced: nothing is searched for in them.
They are read by the reader of CAP: no document type, so no entity that grows or fetches.
"""

from collections.abc import Iterator
from dataclasses import replace

from ingest.sources.jma.flood_json import control_status
from ingest.sources.jma.kinds import Listed, Standing, landslide_alert, standing
from ingest.sources.jma.names import (
    OLD_AREA_NAMES,
    OLD_KINDS,
    flood_name,
    is_transitional,
    series_of,
)
from ingest.sources.jma.nodes import Node
from ingest.sources.jma.said import RETRACTION, Doubtful, Places, Report, Said, Told
from ingest.sources.shapes import a_text, a_time
from kawamori.cap.read import parse
from kawamori.errors import InvalidError
from kawamori.official import Kind

FLOOD, LANDSLIDE, AREA = "指定河川洪水予報", "土砂災害警戒情報", "気象警報・注意報"
_OLD_TITLES = ("気象警報・注意報", "気象警報・注意報（Ｈ２７）", "気象特別警報・警報・注意報")


def read_telegram(xml: bytes, places: Places, url: str = "") -> Told:
    """Return what a telegram says of our places; ``InvalidError`` when it is none, or unsafe."""
    root: Node = parse(xml)
    title = a_text(_text(root, "Control/Title"), "Control/Title")
    report = _report(root, url)
    if title == FLOOD:
        return Told(tuple(_flood(root, report, places)))
    if title in (LANDSLIDE, *_OLD_TITLES) or series_of("", title):
        return _areas(root, report, places, title)
    return Told()


def _report(root: Node, url: str) -> Report:
    offices = _text(root, "Control/PublishingOffice") or _text(root, "Control/EditorialOffice")
    return Report(
        "・".join(offices.split()) or "気象庁",
        a_time(_text(root, "Head/ReportDateTime"), "Head/ReportDateTime"),
        control_status(_text(root, "Control/Status")),
        _text(root, "Head/InfoType") or "発表",
        _text(root, "Head/Headline/Text"),
        url,
    )


def _flood(root: Node, report: Report, places: Places) -> Iterator[Said]:
    """Yield what is said of our rivers: the headline names them; a retraction has no more."""
    if report.info_type == RETRACTION:
        event = _text(root, "Head/EventID")
        names = {_text(area, "Name") for area in root.iterfind("{*}Head//{*}Area")}
        river = places.river(event, next(iter(names), ""))
        if river is not None:
            yield Said(report, Kind.FLOOD, river, None)
        return
    for item in _items(root, "Head/Headline/Information", FLOOD):
        kind = item.find("{*}Kind")
        if kind is None:
            continue
        for code, name in _areas_of(item):
            river = places.river(code, name)
            if river is not None:
                told = flood_name(_text(kind, "Code"), _text(kind, "Name"))
                words = f"{_text(root, 'Head/Title')}。{report.text}"
                yield Said(replace(report, text=words), Kind.FLOOD, river, told)


def _areas(root: Node, report: Report, places: Places, title: str) -> Told:
    """Return what is said of our areas, each with all kinds that are listed for it."""
    series = series_of("", title)
    is_old = not series
    if is_old and is_transitional(report.issued_at):
        return Told()
    listed: dict[str, list[Listed]] = {}
    for item in _items(root, "Body/Warning", LANDSLIDE if title == LANDSLIDE else AREA):
        kinds = [_listed(kind) for kind in item.iterfind("{*}Kind")]
        for code, _ in _areas_of(item):
            listed.setdefault(code, []).extend(kinds)
    said, doubtful = [], []
    for code in sorted(places.areas.keys() & listed.keys()):
        stands = _standing(listed[code], title, series)
        words = "・".join(_words(each) for each in listed[code])
        quoted = replace(report, text=f"{words}。{report.text}") if is_old else report
        said += [Said(quoted, kind, places.areas[code], n) for kind, n in stands.names.items()]
        doubtful += [Doubtful(f"{code} {words}", why) for why in stands.unknown]
    return Told(tuple(said), tuple(doubtful))


def _standing(listed: list[Listed], title: str, series: frozenset[Kind]) -> Standing:
    if title == LANDSLIDE:
        return landslide_alert(listed)
    return standing(listed, series or OLD_KINDS, is_old=not series)


def _words(each: Listed) -> str:
    return each.name or OLD_AREA_NAMES.get(each.code, each.code)


def _items(root: Node, path: str, kind: str) -> Iterator[Node]:
    """Yield the items of a list about this kind of thing, whatever its areas are."""
    for part in root.iterfind("/".join(f"{{*}}{step}" for step in path.split("/"))):
        if (part.get("type") or "").startswith(kind):
            yield from part.iterfind("{*}Item")


def _areas_of(item: Node) -> Iterator[tuple[str, str]]:
    """Yield code and name of an item's areas: they stand alone, or below ``Areas``."""
    for path in ("{*}Area", "{*}Areas/{*}Area"):
        for area in item.iterfind(path):
            yield _text(area, "Code"), _text(area, "Name")


def _listed(kind: Node) -> Listed:
    name, status = _text(kind, "Name"), _text(kind, "Status")
    code = _text(kind, "Code")
    if code and not (status or name):
        raise InvalidError(f"kind {code} has neither a name nor a status")
    return Listed("" if code == "00" else code, status or name, name)


def _text(node: Node, path: str) -> str:
    found = node.findtext("/".join(f"{{*}}{step}" for step in path.split("/")))
    return (found or "").strip()
