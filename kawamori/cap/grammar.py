"""What CAP 1.2 allows: every element in its order, how often, and with what in it.

This is the schema of the standard, and beyond it what the standard's text demands and a
schema can't say: closed polygons, legal names, references of three parts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kawamori.cap import alerts
from kawamori.cap.times import EXAMPLE, read_time
from kawamori.errors import InvalidError

CORNERS = 4  # of the smallest closed polygon: a triangle, and its first corner again
PARTS_OF_A_REFERENCE = 3
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_INTEGER = re.compile(r"[+-]?[0-9]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """What may stand in an element that holds text."""

    allowed: str
    fits: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its name, what it holds, whether it must be there and may be repeated."""

    name: str
    holds: "Rule | tuple[Element, ...]"
    required: bool = False
    many: bool = False


def _one_of(names: type[StrEnum]) -> Rule:
    known = {str(name) for name in names}
    return Rule(f"one of {', '.join(names)}", known.__contains__)


def _is_time(text: str) -> bool:
    try:
        read_time(text)
    except InvalidError:
        return False
    return True


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: bool(pattern.fullmatch(text.strip(" \t\r\n")))


def _is_uri(text: str) -> bool:
    return not text or (_matches(_URI)(text) and not _BAD_ESCAPE.search(text))


def _is_point(text: str) -> bool:
    lat, comma, lon = text.partition(",")
    if not (comma and _DECIMAL.fullmatch(lat) and _DECIMAL.fullmatch(lon)):
        return False
    return abs(float(lat)) <= 90 and abs(float(lon)) <= 180  # noqa: PLR2004 the Earth's


def _is_polygon(text: str) -> bool:
    points = text.split()
    is_closed = len(points) >= CORNERS and points[0] == points[-1]
    return is_closed and all(_is_point(point) for point in points)


def _is_circle(text: str) -> bool:
    point, _, radius = text.strip().partition(" ")
    return _is_point(point) and bool(re.fullmatch(r"[0-9]+(\.[0-9]*)?", radius.strip()))


def _are_references(text: str) -> bool:
    triples = [triple.split(",") for triple in text.split()]
    return all(
        len(parts) == PARTS_OF_A_REFERENCE and all(parts[:2]) and _is_time(parts[2])
        for parts in triples
    )


TEXT = Rule("text", lambda _: True)
WORDS = Rule("words", lambda text: bool(text.strip()))
NAME = Rule("a name without spaces, commas, < or &", _matches(alerts.LEGAL_NAME))
TIME = Rule(f"a time such as {EXAMPLE}, with an offset and no Z", _is_time)
LANGUAGE = Rule("a language tag such as ja-JP", _matches(_LANGUAGE))
URI = Rule("an absolute URI", _is_uri)
DECIMAL = Rule("a number", _matches(_DECIMAL))
INTEGER = Rule("a whole number", _matches(_INTEGER))
POLYGON = Rule(
    "at least four pairs latitude,longitude with a space between, the last one the first again",
    _is_polygon,
)
CIRCLE = Rule("latitude,longitude and, after a space, a radius in km", _is_circle)
REFERENCES = Rule("sender,identifier,sent for each alert, spaces between", _are_references)

_PAIR = (Element("valueName", TEXT, required=True), Element("value", TEXT, required=True))
_RESOURCE = (
    Element("resourceDesc", TEXT, required=True),
    Element("mimeType", TEXT, required=True),
    Element("size", INTEGER),
    Element("uri", URI),
    Element("derefUri", TEXT),
    Element("digest", TEXT),
)
_AREA = (
    Element("areaDesc", WORDS, required=True),
    Element("polygon", POLYGON, many=True),
    Element("circle", CIRCLE, many=True),
    Element("geocode", _PAIR, many=True),
    Element("altitude", DECIMAL),
    Element("ceiling", DECIMAL),
)
_INFO = (
    Element("language", LANGUAGE),
    Element("category", _one_of(alerts.Category), required=True, many=True),
    Element("event", WORDS, required=True),
    Element("responseType", _one_of(alerts.Response), many=True),
    Element("urgency", _one_of(alerts.Urgency), required=True),
    Element("severity", _one_of(alerts.Severity), required=True),
    Element("certainty", _one_of(alerts.Certainty), required=True),
    Element("audience", TEXT),
    Element("eventCode", _PAIR, many=True),
    Element("effective", TIME),
    Element("onset", TIME),
    Element("expires", TIME),
    Element("senderName", TEXT),
    Element("headline", TEXT),
    Element("description", TEXT),
    Element("instruction", TEXT),
    Element("web", URI),
    Element("contact", TEXT),
    Element("parameter", _PAIR, many=True),
    Element("resource", _RESOURCE, many=True),
    Element("area", _AREA, many=True),
)
ALERT = (
    Element("identifier", NAME, required=True),
    Element("sender", NAME, required=True),
    Element("sent", TIME, required=True),
    Element("status", _one_of(alerts.Status), required=True),
    Element("msgType", _one_of(alerts.MsgType), required=True),
    Element("source", TEXT),
    Element("scope", _one_of(alerts.Scope), required=True),
    Element("restriction", TEXT),
    Element("addresses", TEXT),
    Element("code", TEXT, many=True),
    Element("note", TEXT),
    Element("references", REFERENCES),
    Element("incidents", TEXT),
    Element("info", _INFO, many=True),
)
