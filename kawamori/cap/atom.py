"""The index of what is published: an Atom feed whose entries lead to the alerts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from kawamori.cap.text import xml_text
from kawamori.cap.times import cap_time

ATOM = "http://www.w3.org/2005/Atom"
CAP_TYPE = "application/cap+xml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One alert in the index."""

    identifier: str
    title: str
    sent: datetime
    url: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """The index, with the address it is read at and the time it last changed."""

    url: str
    title: str
    author: str
    updated: datetime
    entries: Sequence[Entry]


def write_feed(feed: Feed) -> bytes:
    """Return the feed, the same bytes for the same entries."""
    root = etree.fromstring(f'<feed xmlns="{ATOM}"/>')
    _text(root, "id", feed.url)
    _text(root, "title", feed.title)
    _text(root, "updated", cap_time(feed.updated))
    _text(etree.SubElement(root, f"{{{ATOM}}}author"), "name", feed.author)
    _link(root, "self", "application/atom+xml", feed.url)
    for entry in feed.entries:
        _entry(root, entry)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _entry(root: etree._Element, entry: Entry) -> None:
    node = etree.SubElement(root, f"{{{ATOM}}}entry")
    _text(node, "id", entry.identifier)
    _text(node, "title", entry.title)
    _text(node, "updated", cap_time(entry.sent))
    _link(node, "alternate", CAP_TYPE, entry.url)
    if entry.summary:
        _text(node, "summary", entry.summary)


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = xml_text(text)


def _link(parent: etree._Element, rel: str, kind: str, href: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", rel=rel, type=kind, href=href)
