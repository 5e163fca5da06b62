"""Which sources are asked for what: one TOML file, refused with the key and the value.

[[gauges]]
source = "ea"
code = "1029TH-level-stage-i-15_min-mASD"
station_id = "ea-1029th"

[jma]
offices = ["220000"]
areas = { "2220300" = "沼津市" }
rivers = { "850505000100" = "狩野川" }
"""

import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from ingest.sources.environment_agency import BASE_URL as EA_URL
from ingest.sources.environment_agency import EnvironmentAgency
from ingest.sources.gauges import GaugeSource, SourceName
from ingest.sources.jma.asking import FEED_URL, PAGES_URL, Jma
from ingest.sources.jma.said import Places
from ingest.sources.kawabou import BASE_URL as KAWABOU_URL
from ingest.sources.kawabou import Kawabou
from ingest.sources.usgs import BASE_URL as USGS_URL
from ingest.sources.usgs import Usgs
from kawamori.errors import InvalidError
from kawamori.runs import SLUG

ELSEWHERE = "KAWAMORI_SOURCES_URL"  # where the sources are asked instead: rehearsals and tests

Slug = Annotated[str, Meta(pattern=f"^(?:{SLUG.pattern})$")]
Code = Annotated[str, Meta(min_length=1, max_length=200)]
OfficeCode = Annotated[str, Meta(pattern=r"^\d{6}$")]


class GaugeTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One public gauge, and the station that it is here."""

    source: SourceName
    code: Code
    station_id: Slug


class JmaTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Our offices, and by JMA's codes what our areas and rivers are called here."""

    offices: list[OfficeCode] = []
    areas: dict[Annotated[str, Meta(pattern=r"^\d{7}$")], str] = {}
    rivers: dict[Annotated[str, Meta(pattern=r"^\d{10,12}$")], str] = {}
    telegrams: bool = False


class SourcesConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All of it; ``contact`` is whom a service may write to about our asking."""

    contact: str = ""
    gauges: list[GaugeTable] = []
    jma: JmaTable | None = None

    def the_jma(self, environ: Mapping[str, str] = os.environ) -> Jma | None:
        """Return what to ask JMA for; ``InvalidError`` when that would be nothing."""
        if self.jma is None:
            return None
        table = self.jma
        if not (table.areas or table.rivers):
            raise InvalidError("jma: name the areas or the rivers that are yours, by JMA's codes")
        if table.areas and not table.offices:
            raise InvalidError("jma.offices: areas are asked for by office, such as 220000")
        for name in ("areas", "rivers"):
            _refuse_shared(f"jma.{name}", getattr(table, name))
        places = Places(table.areas, table.rivers)
        pages, feed = base_url("jma", PAGES_URL, environ), base_url("jma-xml", FEED_URL, environ)
        return Jma(table.offices, places, table.telegrams, pages, feed)


def _refuse_shared(key: str, places: Mapping[str, str]) -> None:
    """Refuse two codes of one name: the newer word about one would replace that about the other."""
    shared = sorted(name for name, count in Counter(places.values()).items() if count > 1)
    if shared:
        raise InvalidError(
            f"{key}: {', '.join(shared)} has several codes: give each part a name of its own, and "
            "the stations theirs"
        )


def gauge_sources(environ: Mapping[str, str] = os.environ) -> dict[str, GaugeSource]:
    """Return every service that knows gauges, by what we call it."""
    sources: list[GaugeSource] = [
        EnvironmentAgency(base_url("ea", EA_URL, environ)),
        Usgs(base_url("usgs", USGS_URL, environ)),
        Kawabou(base_url("kawabou", KAWABOU_URL, environ)),
    ]
    return {source.name: source for source in sources}


def base_url(name: str, default: str, environ: Mapping[str, str]) -> str:
    """Return where a source is asked: at its own address unless a rehearsal names another."""
    elsewhere = environ.get(ELSEWHERE)
    return f"{elsewhere.rstrip('/')}/{name}" if elsewhere else default


def read_sources(path: Path) -> SourcesConfig:
    """Return the file of sources; ``InvalidError`` names the file, the key and the fault."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=SourcesConfig)
    except OSError as error:
        raise InvalidError(f"{path} can't be read: {error.strerror}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InvalidError(f"{path}: {error}") from error


def append_gauge(path: Path, gauge: GaugeTable) -> None:
    """Add a gauge at the end of the file, whose other lines stay as somebody wrote them."""
    told = {name: json.dumps(value) for name, value in msgspec.to_builtins(gauge).items()}
    table = "".join(f"{name} = {value}\n" for name, value in told.items())
    with path.open("a") as file:
        file.write(f"\n[[gauges]]\n{table}")
