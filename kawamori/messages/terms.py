"""The one dated, reviewed table of names, colours and terms, and who confirmed each.

``terms.toml`` beside this file is the table. Whether a language may be used in earnest
hangs on what stands there under ``verified_by``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from kawamori.levels import GaugeLevel
from kawamori.official import Kind
from kawamori.people import Language


@dataclass(frozen=True, slots=True)
class Cell:
    """A term in one language: where its text is from, and which source confirms it, if one does."""

    text: str
    source: str
    verified_by: str = ""
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """What one thing is called in each language; easy Japanese keeps the Japanese term."""

    name: str
    cells: Mapping[Language, Cell]
    in_force_since: date | None = None

    def text(self, language: Language) -> str:
        """Return the term alone."""
        return self._cell(language).text

    @property
    def reading(self) -> str:
        """Return how the Japanese term is read, in kana."""
        return self.cells[Language.JA].reading

    def beside(self, language: Language) -> str:
        """Return the term with what always goes along: the Japanese, or how that is read."""
        own, ja = self._cell(language), self.cells[Language.JA]
        if language is Language.EASY:
            return f"{own.text}（{ja.reading}）"
        return own.text if own.text == ja.text else f"{own.text}（{ja.text}）"

    def is_verified(self, language: Language) -> bool:
        """Return whether a source confirms this wording; the Japanese needs none."""
        return language.is_japanese or bool(self._cell(language).verified_by)

    def of_hazard(self, hazard: "Term") -> "Term":
        """Return the term with the hazard that its texts leave open."""
        cells = {
            language: replace(
                cell,
                text=cell.text.format(hazard=hazard.text(language)),
                reading=cell.reading.format(hazard=hazard.reading),
            )
            for language, cell in self.cells.items()
        }
        return replace(self, cells=cells)

    def _cell(self, language: Language) -> Cell:
        return self.cells[Language.JA if language is Language.EASY else language]


@dataclass(frozen=True, slots=True)
class Colour:
    """An alert level's official colour, and the colour of text on it."""

    fill: str
    text: str


def term(name: str) -> Term:
    """Return a term by its name in the table."""
    return all_terms()[name]


def gauge_term(level: GaugeLevel) -> Term:
    """Return what a gauge's threshold is called; below all of them, that the water has fallen."""
    return term(f"gauge_{level.value}") if level else term("water_has_fallen")


def order_term(alert_level: int) -> Term:
    """Return what the mayor's order of an alert level is called."""
    return term(f"order_{alert_level}")


def level_term(alert_level: int) -> Term:
    """Return what an alert level (警戒レベル) is called, with its number."""
    return term(f"alert_level_{alert_level}")


def hazard_term(kind: Kind) -> Term:
    """Return what the hazard of some official information is called."""
    return term(f"hazard_{kind.value}")


def official_term(kind: Kind, alert_level: int) -> Term:
    """Return what official information of a kind and level is called."""
    if kind is Kind.EARLY_NOTICE:
        return term("early_notice")
    return term(f"official_{alert_level}").of_hazard(hazard_term(kind))


@cache
def colours() -> Mapping[int, Colour]:
    """Return the official colour of each alert level."""
    return {int(level): Colour(**colour) for level, colour in _table()["colours"].items()}


@cache
def sources() -> Mapping[str, str]:
    """Return the sources that cells name, and what each is."""
    return dict(_table()["sources"])


def reviewed_on() -> date:
    """Return when somebody last went through the table."""
    day: date = _table()["reviewed_on"]
    return day


@cache
def all_terms() -> Mapping[str, Term]:
    """Return the whole table."""
    return {name: _term(name, row) for name, row in _table()["terms"].items()}


def _term(name: str, row: Mapping[str, Any]) -> Term:
    codes = {language.value: language for language in Language}
    cells = {codes[code]: Cell(**row[code]) for code in row.keys() & codes.keys()}
    return Term(name, cells, row.get("in_force_since"))


def _table() -> dict[str, Any]:
    text = (files("kawamori.messages") / "terms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
