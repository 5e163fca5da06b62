"""The Atom feed of JMA's telegrams: which of them are for us."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from ingest.sources.jma.names import is_transitional
from ingest.sources.shapes import a_time
from kawamori.cap.read import parse
from kawamori.errors import InvalidError

_FILE = re.compile(r"_(?P<type>V[A-Z]{3}\d{2})_(?P<office>\d{6})\.xml$")
_FLOOD = re.compile(r"VXKO[5-8]\d")
_AREA = ("VPWW55", "VPWW56", "VPWW57")
_OLD_AREA = ("VPWW54", "VXWW50")


@dataclass(frozen=True, slots=True)
class Entry:
    """One telegram that the feed names: its address is what it is known by."""

    url: str
    updated: datetime


def read_feed(xml: bytes, feed_url: str, offices: Collection[str]) -> list[Entry]:
    """Return the telegrams that could be about our places, the oldest first.

    Every flood forecast is among them, for a river's office is not always the city's; warnings
    by area are those of our offices. What leads to another host is passed over.
    """
    root = parse(xml)
    found: dict[str, Entry] = {}
    for node in root.iterfind("{*}entry"):
        link = node.find("{*}link")
        url = urljoin(feed_url, (link.get("href") if link is not None else None) or "")
        try:
            updated = a_time(node.findtext("{*}updated"), "updated")
            is_ours = urlsplit(url)[:2] == urlsplit(feed_url)[:2]
        except (InvalidError, ValueError):
            continue
        if is_ours and _is_wanted(url, updated, offices):
            found[url] = Entry(url, updated)
    return sorted(found.values(), key=lambda entry: (entry.updated, entry.url))


def _is_wanted(url: str, updated: datetime, offices: Collection[str]) -> bool:
    named = _FILE.search(url)
    if named is None:
        return False
    if _FLOOD.fullmatch(named["type"]):
        return True
    by_area = _AREA if is_transitional(updated) else (*_AREA, *_OLD_AREA)
    return named["type"] in by_area and named["office"] in offices
