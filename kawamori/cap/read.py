"""Read an alert that somebody else wrote, or refuse it and say why.

What comes from outside is hostile until shown otherwise: no document type, so no entity
that grows or fetches; nothing over a size; nothing that the standard does not allow.
"""

from datetime import datetime

from lxml import etree

from kawamori.cap.alerts import (
    NAMESPACE,
    CapAlert,
    CapArea,
    Category,
    Certainty,
    Info,
    MsgType,
    Named,
    Point,
    Reference,
    Response,
    Scope,
    Severity,
    Status,
    Urgency,
)
from kawamori.cap.faults import faults, text_at, text_of
from kawamori.cap.times import read_time
from kawamori.errors import InvalidError

LARGEST = 16_000_000  # bytes; every district of a large city, in seven languages, takes half
TOLD = 8  # faults in one refusal
WITHOUT_LANGUAGE = "en-US"  # so says the standard


def parse(xml: bytes) -> etree._Element:
    """Return the root of a file; ``InvalidError`` when it is no XML, or unsafe to read."""
    if len(xml) > LARGEST:
        raise InvalidError(f"{len(xml)} bytes; at most {LARGEST} are read")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise InvalidError(f"this is not XML: {error.msg}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise InvalidError("a document type (<!DOCTYPE …>) is not allowed: it could hide entities")
    return root


def check(root: etree._Element) -> None:
    """Refuse, with every reason, what is not CAP 1.2."""
    found = [str(fault) for fault in faults(root)]
    if found:
        more = [f"and {len(found) - TOLD} more"] if len(found) > TOLD else []
        raise InvalidError("; ".join([*found[:TOLD], *more]))


def read(xml: bytes) -> CapAlert:
    """Return the alert in a file; ``InvalidError`` names each element that is wrong."""
    root = parse(xml)
    check(root)
    return alert_of(root)


def alert_of(root: etree._Element) -> CapAlert:
    """Return the alert that a checked tree holds; what nobody here uses is left."""
    return CapAlert(
        identifier=text_at(root, "identifier").strip(),
        sender=text_at(root, "sender").strip(),
        sent=read_time(text_at(root, "sent")),
        status=Status(text_at(root, "status")),
        msg_type=MsgType(text_at(root, "msgType")),
        scope=Scope(text_at(root, "scope")),
        restriction=text_at(root, "restriction"),
        addresses=text_at(root, "addresses"),
        note=text_at(root, "note"),
        references=tuple(_reference(triple) for triple in text_at(root, "references").split()),
        incidents=text_at(root, "incidents"),
        infos=tuple(_info(node) for node in _children(root, "info")),
    )


def _reference(triple: str) -> Reference:
    sender, identifier, sent = triple.split(",")
    return Reference(sender, identifier, read_time(sent))


def _info(node: etree._Element) -> Info:
    return Info(
        language=text_at(node, "language").strip() or WITHOUT_LANGUAGE,
        categories=tuple(Category(text) for text in _texts(node, "category")),
        event=text_at(node, "event"),
        urgency=Urgency(text_at(node, "urgency")),
        severity=Severity(text_at(node, "severity")),
        certainty=Certainty(text_at(node, "certainty")),
        responses=tuple(Response(text) for text in _texts(node, "responseType")),
        effective=_time(node, "effective"),
        onset=_time(node, "onset"),
        expires=_time(node, "expires"),
        sender_name=text_at(node, "senderName"),
        headline=text_at(node, "headline"),
        description=text_at(node, "description"),
        instruction=text_at(node, "instruction"),
        web=text_at(node, "web").strip(),
        contact=text_at(node, "contact"),
        parameters=_pairs(node, "parameter"),
        areas=tuple(_area(each) for each in _children(node, "area")),
    )


def _area(node: etree._Element) -> CapArea:
    return CapArea(
        description=text_at(node, "areaDesc"),
        polygons=tuple(
            tuple(_point(pair) for pair in text.split()) for text in _texts(node, "polygon")
        ),
        circles=tuple(_circle(text) for text in _texts(node, "circle")),
        geocodes=_pairs(node, "geocode"),
    )


def _point(pair: str) -> Point:
    lat, lon = pair.split(",")
    return float(lat), float(lon)


def _circle(text: str) -> tuple[Point, float]:
    point, radius_km = text.split()
    return _point(point), float(radius_km)


def _time(node: etree._Element, name: str) -> datetime | None:
    text = text_at(node, name)
    return read_time(text) if text else None


def _pairs(node: etree._Element, name: str) -> tuple[Named, ...]:
    return tuple((text_at(p, "valueName"), text_at(p, "value")) for p in _children(node, name))


def _texts(node: etree._Element, name: str) -> list[str]:
    return [text_of(child) for child in _children(node, name)]


def _children(node: etree._Element, name: str) -> list[etree._Element]:
    return node.findall(f"{{{NAMESPACE}}}{name}")
