"""The pages about open data: what there is and how to read it, and the record of notices."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from api.residents.built import NOT_BUILT
from api.residents.files import HOUR, HTML, MOMENT, File
from api.residents.open_data.explained import EXPLAINED_IN, explained
from api.residents.open_data.ledger import MOST
from api.residents.open_data.notices import CHANNELS, FEW
from api.residents.open_data.sets import SETS
from api.residents.open_data.tables import licence_of
from api.residents.rendering import Frame, folder_of, say_terms
from api.residents.words import Say
from kawamori.levels import GaugeLevel
from kawamori.messages import JST
from kawamori.messages.places import named
from kawamori.messages.terms import gauge_term
from kawamori.orders import City
from kawamori.people import Language
from kawamori.runs import Run, Status
from kawamori.settings import Settings

ROWS = 100  # on a page: the files have more
PART = "open"


class OpenPages:
    """Makes the pages of all languages."""

    def __init__(self, settings: Settings, style: str) -> None:
        self._licence = licence_of(settings)
        self._contact = settings.open_data_contact
        self._url = settings.pages_url()
        self._style = style + _own_style()
        self._frame = Frame(NOT_BUILT._replace(style=self._style))

    def record(self, rows: Sequence[Mapping[str, Any]], run: Run, city: City) -> Iterator[File]:
        """Yield the record of notices in each language."""
        for language in Language:
            say = Say(PART, language)
            shown = [_row(row, say, language, run.status) for row in rows[:ROWS]]
            told = {"rows": shown, "rows_on_page": ROWS, "most": MOST, "few": FEW}
            yield self._page("record", language, run, city, told, MOMENT)

    def about(self, run: Run, city: City) -> Iterator[File]:
        """Yield what there is and how to read it, in each language."""
        for language in Language:
            told = {
                "explained": explained(language),
                "explained_in": "ja" if language.is_japanese else "en",
                "is_explained": language in EXPLAINED_IN,
                "sets": SETS,
                "url": self._url,
                "contact": self._contact,
            }
            yield self._page("open", language, run, city, told, HOUR)

    def _page(
        self,
        name: str,
        language: Language,
        run: Run,
        city: City,
        told: Mapping[str, Any],
        cache_control: str,
    ) -> File:
        page = self._frame.page(
            f"{name}.html",
            language,
            run.status,
            below=f"{name}/",
            open=Say(PART, language),
            city=named(city.name, city.name_en, language),
            style=self._style,
            licence=self._licence,
            **told,
        )
        return File(f"{folder_of(language)}{name}/", HTML, page, cache_control)


def _row(row: Mapping[str, Any], say: Say, language: Language, status: Status) -> dict[str, Any]:
    level = GaugeLevel(row["level"] if row["kind"] == "reached" else 0)
    return {
        "station": named(row["station_name"], row["station_name_en"], language),
        "river": row["river"],
        "term": say_terms(language, status, gauge_term(level)),
        "threshold": _metres(row["threshold_m"]),
        "stage": _metres(row["stage_m"]),
        "reached_at": _time(row["reached_at"]),
        "public_at": _time(row["public_at"]),
        "told": _told(row, say),
        "counts": [
            (say(f"channel.{channel}"), row[f"told_{channel}"])
            for channel in CHANNELS
            if row[f"told_{channel}"]
        ],
        "code": row["code"],
        "state": _state(row, say),
        "correction_code": row["correction_code"],
        "correction": row["correction"]
        and say(f"correction.{row['correction']}", time=_time(row["corrected_at"])),
    }


def _told(row: Mapping[str, Any], say: Say) -> Markup:
    if row["told"] != "told":
        return say(f"told.{row['told']}")
    first, last = _time(row["first_told_at"]), _time(row["last_told_at"])
    if first == last:
        return say("told.at", time=first)
    return say("told.between", first=first, last=last)


def _state(row: Mapping[str, Any], say: Say) -> Markup | None:
    if row["state"] is None:
        return None
    if row["eased_at"] is None:
        return say(f"state.{row['state']}")
    return say("state.eased", time=_time(row["eased_at"]))


def _time(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(JST).strftime("%Y-%m-%d %H:%M")


def _metres(stage_m: float | None) -> str:
    return "" if stage_m is None else f"{stage_m:.2f}"


@cache
def _own_style() -> str:
    return (files("api.residents") / "templates" / "open.css").read_text(encoding="utf-8")
