"""指定河川洪水予報 as JSON: one list of every river of the country that has one.

The same shape carries the titles of before May 2026; the code says the level in both.
"""

from typing import Any

from ingest.sources.gauges import as_bytes
from ingest.sources.jma.names import flood_name
from ingest.sources.jma.said import RETRACTION, Doubtful, Places, Report, Said, Told
from ingest.sources.shapes import a_list, a_text, a_time, an_object, read_json
from kawamori.errors import InvalidError
from kawamori.official import ControlStatus, Kind

PAGE = "https://www.jma.go.jp/bosai/flood/"


def read_floods(body: bytes, places: Places) -> Told:
    """Return what the list says of our rivers; ``InvalidError`` when it is no such list."""
    said, doubtful = [], []
    for item in a_list(read_json(body, "flood"), "flood"):
        try:
            said += _said(item, places)
        except InvalidError as error:
            doubtful.append(Doubtful(as_bytes(item).decode(), str(error)))
    return Told(tuple(sorted(said, key=lambda s: s.report.issued_at)), tuple(doubtful))


def _said(item: object, places: Places) -> list[Said]:
    found = an_object(item, "flood")
    code = a_text(found.get("riverCode"), "riverCode")
    river = places.river(code, str(found.get("riverName") or ""))
    if river is None:
        return []
    told = an_object(found.get("item"), "item")
    info_type = str(found.get("infoType") or "発表")
    words = str(told.get("name") or told.get("condition") or "")
    name = None
    if info_type != RETRACTION:
        name = flood_name(a_text(told.get("code"), "item.code"), words)
    report = Report(
        _issuer(found),
        a_time(found.get("reportDatetime"), "reportDatetime"),
        control_status(str(found.get("status") or ControlStatus.NORMAL)),
        info_type,
        str(told.get("condition") or words),
        PAGE,
    )
    return [Said(report, Kind.FLOOD, river, name)]


def control_status(words: str) -> ControlStatus:
    """Return how an announcement is marked; ``InvalidError`` for a mark that is not known."""
    try:
        return ControlStatus(words)
    except ValueError:
        raise InvalidError(f"status {words!r} is none of 通常, 訓練, 試験") from None


def _issuer(found: dict[str, Any]) -> str:
    offices = found.get("publishingOffice") or found.get("editorialOffice")
    return offices if isinstance(offices, str) and offices.strip() else "気象庁"
