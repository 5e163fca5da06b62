"""Write an alert as CAP 1.2, every element in the order the schema demands."""

from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from kawamori.cap.alerts import NAMESPACE, CapAlert, CapArea, Info, Named, Point
from kawamori.cap.text import xml_text
from kawamori.cap.times import cap_time

Content = str | list["Written"] | None
Written = tuple[str, Content]


def write(alert: CapAlert) -> bytes:
    """Return the file, in UTF-8."""
    return to_bytes(tree_of(alert))


def to_bytes(root: etree._Element) -> bytes:
    """Return a tree as it is sent; nothing is added, for a signature would not fit any more."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def tree_of(alert: CapAlert) -> etree._Element:
    """Return the tree, indented so that people can read it too."""
    root = etree.fromstring(f'<alert xmlns="{NAMESPACE}"/>')
    _append(root, _alert(alert))
    etree.indent(root)
    return root


def _alert(alert: CapAlert) -> list[Written]:
    return [
        ("identifier", alert.identifier),
        ("sender", alert.sender),
        ("sent", cap_time(alert.sent)),
        ("status", alert.status),
        ("msgType", alert.msg_type),
        ("scope", alert.scope),
        ("restriction", alert.restriction),
        ("addresses", alert.addresses),
        ("note", alert.note),
        ("references", " ".join(str(each) for each in alert.references)),
        ("incidents", alert.incidents),
        *[("info", _info(info)) for info in alert.infos],
    ]


def _info(info: Info) -> list[Written]:
    return [
        ("language", info.language),
        *[("category", each) for each in info.categories],
        ("event", info.event),
        *[("responseType", each) for each in info.responses],
        ("urgency", info.urgency),
        ("severity", info.severity),
        ("certainty", info.certainty),
        ("effective", _time(info.effective)),
        ("onset", _time(info.onset)),
        ("expires", _time(info.expires)),
        ("senderName", info.sender_name),
        ("headline", info.headline),
        ("description", info.description),
        ("instruction", info.instruction),
        ("web", info.web),
        ("contact", info.contact),
        *[("parameter", _pair(each)) for each in info.parameters],
        *[("area", list(_area(each))) for each in info.areas],
    ]


def _area(area: CapArea) -> Iterator[Written]:
    yield "areaDesc", area.description
    for corners in area.polygons:
        yield "polygon", " ".join(_point(corner) for corner in corners)
    for centre, radius_km in area.circles:
        yield "circle", f"{_point(centre)} {radius_km:g}"
    for code in area.geocodes:
        yield "geocode", _pair(code)


def _time(moment: datetime | None) -> str:
    return cap_time(moment) if moment else ""


def _point(point: Point) -> str:
    lat, lon = point
    return f"{lat:.6f},{lon:.6f}"  # a tenth of a metre


def _pair(pair: Named) -> list[Written]:
    name, value = pair
    return [("valueName", name), ("value", value)]


def _append(parent: etree._Element, written: list[Written]) -> None:
    """Append what there is; what is empty is left out, but for a name or a value."""
    for name, content in written:
        if not content and name not in ("valueName", "value"):
            continue
        node = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
        if isinstance(content, list):
            _append(node, content)
        else:
            node.text = xml_text(content or "")
