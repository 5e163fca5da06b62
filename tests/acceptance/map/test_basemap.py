"""A city's own base map, in one file: read in pieces, drawn without the internet."""

import json
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr

from api.testing.pixels import covers
from api.testing.serving import serve
from kawamori.settings import Settings
from kawamori.testing.staff import link_for

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

RIVER_BY_DAY = (127, 178, 208)
HEAD_BYTES = 127
NONE, MVT = 1, 1  # no compression; vector tiles


def field(number: int, content: bytes) -> bytes:
    """Return a length-delimited field of Protocol Buffers."""
    return bytes([number << 3 | 2]) + varint(len(content)) + content


def varint(value: int) -> bytes:
    """Return a number as Protocol Buffers write it."""
    low, value = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + varint(value) if value else bytes([low])


def flood() -> bytes:
    """Return a vector tile whose layer ``water`` covers all of it (Mapbox Vector Tile 2.1)."""
    corner, far, back = 0, 4096 << 1, (4096 << 1) - 1
    ring = (9, corner, corner, 26, far, 0, 0, far, back, 0, 15)
    shape = bytes([3 << 3, 3]) + field(4, b"".join(map(varint, ring)))
    facts = bytes([5 << 3]) + varint(4096) + bytes([15 << 3, 2])
    return field(3, field(1, b"water") + field(2, shape) + facts)


def archive(tile: bytes) -> bytes:
    """Return a PMTiles archive, version 3, with one tile for the whole world."""
    about = json.dumps({"vector_layers": [{"id": "water"}], "attribution": "川辺市"}).encode()
    index = b"".join(map(varint, (1, 0, 1, len(tile), 1)))
    at = HEAD_BYTES + len(index) + len(about)
    places = (HEAD_BYTES, len(index), HEAD_BYTES + len(index), len(about), at, 0, at, len(tile))
    head = b"PMTiles\x03" + struct.pack("<11Q", *places, 1, 1, 1)
    kinds = struct.pack("<6B", 1, NONE, NONE, MVT, 0, 0)
    bounds = struct.pack("<4iB2i", -1800000000, -850000000, 1800000000, 850000000, 0, 0, 0)
    return head + kinds + bounds + index + about + tile


def test_a_city_s_own_archive_is_served_in_pieces_and_drawn(
    hq: "Headquarters", database: str, tmp_path: Path
) -> None:
    whole = archive(flood())
    (tmp_path / "town.pmtiles").write_bytes(whole)
    settings = Settings(
        database_url=SecretStr(database),
        basemap_dir=tmp_path,
        basemap_url="/basemap/town.pmtiles",
    )
    with serve(settings, hq.town.wall) as served:
        part = httpx.get(
            f"{served.url}/basemap/town.pmtiles", headers={"Range": "bytes=0-6", "Accept": "*/*"}
        )
        assert (part.status_code, part.content) == (206, b"PMTiles")
        assert httpx.get(f"{served.url}/basemap/kawabe.geojson").status_code == 200

        page = hq.browser.new_page()
        page.goto(f"{served.url}/hq/?run=#link={link_for(hq.town.connection, '葵')}")
        page.locator(".map[data-drawn=true]").wait_for(timeout=60_000)
        page.wait_for_timeout(2000)

        assert covers(page, RIVER_BY_DAY, 0.6)
        assert "川辺市" in page.locator(".maplibregl-ctrl-attrib").inner_text()
        page.close()
