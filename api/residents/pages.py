"""The first view: one page a language, whole without a script, and the same as text alone."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from api.residents.built import Built
from api.residents.files import HTML, File
from api.residents.rendering import Frame, folder_of, say_terms, when
from api.residents.shown import Json, Shown
from api.residents.verdict import is_known, level_held, verdict
from api.residents.words import Say
from kawamori.levels import GaugeLevel
from kawamori.messages.clocks import clock, day
from kawamori.messages.places import named
from kawamori.messages.terms import gauge_term, level_term, official_term, order_term
from kawamori.official import Kind
from kawamori.people import Language
from kawamori.runs import Status
from kawamori.storage.judged.map import PublicState

MOST_GAUGES = 30  # the gravest: the app and the data have them all
MOST_SHELTERS = 40


class Pages:
    """Makes the pages of all languages from one moment."""

    def __init__(self, built: Built) -> None:
        self._frame = Frame(built)

    def make(self, shown: Shown) -> Iterator[File]:
        """Yield the page of each language, with and without script."""
        for language in Language:
            told = _scene(shown, language)
            for text_only in (False, True):
                page = self._frame.page(
                    "now.html", language, shown.run.status, text_only=text_only, **told
                )
                path = folder_of(language) + ("text/" if text_only else "")
                yield File(path, HTML, page)


def _scene(shown: Shown, language: Language) -> dict[str, Any]:
    in_force = [order for order in shown.orders if order["lifted_at"] is None]
    lifted = [order for order in shown.orders if order["lifted_at"] is not None]
    status, now = shown.run.status, shown.now
    return {
        "city": named(shown.city.name, shown.city.name_en, language),
        "now": now,
        "credits": shown.credits,
        "made_at": f"{day(now, language)} {clock(now)}",
        "verdict": verdict(in_force, shown.states),
        "orders": [_order(order, language, status, now) for order in in_force],
        "lifted": [_order(order, language, status, now) for order in lifted],
        "official": [_official(each, language, status, now) for each in shown.official],
        "gauges": [_gauge(s, shown, language) for s in _gravest(shown)[:MOST_GAUGES]],
        "gauges_in_all": len(shown.states),
        "shelters": [_shelter(each, language, now) for each in _of_use(shown)],
    }


def _order(order: Json, language: Language, status: Status, now: datetime) -> dict[str, Any]:
    level = order["alert_level"]
    terms = (level_term(level), order_term(level))
    # In earnest what to do is never told in words that stand on a term nobody has confirmed.
    confirmed = status is not Status.ACTUAL or all(term.is_verified(language) for term in terms)
    worded = language if confirmed else Language.EASY
    names = [named(a["name"], a["name_en"], language) for a in order["areas"]]
    return {
        **order,
        "level": level,
        "title": say_terms(language, status, *terms),
        "say": Say("now", worded),
        "lang": worded.html_tag,
        "area_names": names,
        "since": when(datetime.fromisoformat(order["announced_at"]), now),
        "until": order["lifted_at"] and when(datetime.fromisoformat(order["lifted_at"]), now),
    }


def _official(each: Json, language: Language, status: Status, now: datetime) -> dict[str, Any]:
    term = official_term(Kind(each["kind"]), each["alert_level"])
    return {
        **each,
        "title": say_terms(language, status, term),
        "places": [*each["rivers"], *each["areas"]],
        "at": when(datetime.fromisoformat(each["issued_at"]), now),
    }


def _gravest(shown: Shown) -> list[PublicState]:
    """Return the gauges, the highest level that holds first, and of one level what is known."""
    return sorted(
        shown.states,
        key=lambda s: (
            -level_held(s),
            not is_known(s),
            shown.stations[s.station_id].facts.name,
        ),
    )


def _gauge(state: PublicState, shown: Shown, language: Language) -> dict[str, Any]:
    facts = shown.stations[state.station_id].facts
    held = level_held(state)
    return {
        "name": named(facts.name, facts.name_en, language),
        "river": facts.river,
        "level": held if held or is_known(state) else None,
        "stage": None if state.stage_m is None else f"{state.stage_m:.2f}",
        "at": None if state.observed_at is None else when(state.observed_at, shown.now),
        "trend": state.trend,
        "freshness": state.freshness or "never",
        "is_live": is_known(state),
        "term": say_terms(language, shown.run.status, gauge_term(GaugeLevel(held))) if held else "",
    }


def _of_use(shown: Shown) -> list[Any]:
    """Return the shelters, those for floods and those that take people first."""
    order = {"open": 0, "closed": 1, "full": 2}
    return sorted(shown.shelters, key=lambda s: ("flood" not in s.hazards, order[s.state], s.name))[
        :MOST_SHELTERS
    ]


def _shelter(each: Any, language: Language, now: datetime) -> dict[str, Any]:
    return {
        "name": named(each.name, each.name_en, language),
        "address": each.address,
        "state": each.state if each.changed_at else "unsaid",
        "at": each.changed_at and when(each.changed_at, now),
        "for_flood": "flood" in each.hazards,
        "lat": each.lat,
        "lon": each.lon,
    }
