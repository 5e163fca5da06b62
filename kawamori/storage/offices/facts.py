"""What a situation report (状況報告) says, of a whole run or of one office's districts."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from kawamori.errors import NotFoundError
from kawamori.levels import GaugeLevel
from kawamori.offices import HEADQUARTERS, is_overdue
from kawamori.orders import State as OrderState
from kawamori.runs import Run
from kawamori.storage.areas.areas import current_areas
from kawamori.storage.areas.map import mapped_areas
from kawamori.storage.connections import Connection
from kawamori.storage.judged.cases import cases_of_run
from kawamori.storage.judged.map import Facts, State, all_facts, latest_states
from kawamori.storage.offices.requests import requests_of_run
from kawamori.storage.official.standing import official_of_run
from kawamori.storage.orders.standing import Order, orders_of_run
from kawamori.storage.shelters.states import ShelterShown, shelters_of_run
from kawamori.storage.staff.offices import Office, offices
from kawamori.storage.telling.funnel import funnels, messages_of_run

WORST = 15
MESSAGES = 20
TROUBLED = ("late", "dead", "blind")


class Scope:
    """Whose report it is: everything, or what lies in an office's districts."""

    def __init__(self, connection: Connection, run: Run, office: str | None) -> None:
        """Find the office, its districts, and the stations that speak for them."""
        known = {each.slug: each for each in offices(connection)}
        self.names = {slug: each.name for slug, each in known.items()}
        self.office = _office(known, office)
        ids = set(self.office.area_ids) if self.office else set()
        self._shapes = [area.shape for area in current_areas(connection) if area.area_id in ids]
        mapped = [area for area in mapped_areas(connection, run.run_no) if area.area_id in ids]
        self._stations = {station_id for area in mapped for station_id in area.station_ids}

    def has_station(self, station_id: str | None) -> bool:
        """Whether a station speaks for one of the districts."""
        return self.office is None or station_id in self._stations

    def has_areas(self, area_ids: Iterable[str]) -> bool:
        """Whether one of these areas is among the districts."""
        return self.office is None or not set(self.office.area_ids).isdisjoint(area_ids)

    def has_place(self, lon: float, lat: float) -> bool:
        """Whether a place lies in one of the districts."""
        return self.office is None or any(shape.contains(lon, lat) for shape in self._shapes)

    def has_office(self, *slugs: str | None) -> bool:
        """Whether one of these is the office."""
        return self.office is None or self.office.slug in slugs

    def name_of(self, slug: str | None) -> str:
        """Return what an office is called."""
        return HEADQUARTERS if slug is None else self.names.get(slug, slug)


def facts_of(connection: Connection, run: Run, now: datetime, office: str | None) -> dict[str, Any]:
    """Return everything that a report of now says, ready to be kept as JSON."""
    scope = Scope(connection, run, office)
    facts = {f.station_id: f for f in all_facts(connection)}
    states = [
        (facts[s.station_id], s)
        for s in latest_states(connection, run.run_no, run.network)
        if s.station_id in facts and scope.has_station(s.station_id)
    ]
    return {
        "office": scope.office and {"slug": scope.office.slug, "name": scope.office.name},
        "rivers": _rivers(states),
        "worst": _worst(states),
        "silent": [_gauge(f, s) for f, s in states if s.freshness in TROUBLED],
        "alerts": _alerts(connection, run, facts, scope),
        "orders": _orders(connection, run, scope),
        "official": _official(connection, run, now, scope),
        "shelters": _shelters(connection, run, scope),
        "requests": _requests(connection, run, now, scope),
        "messages": _messages(connection, run, facts, scope),
    }


def _office(known: dict[str, Office], slug: str | None) -> Office | None:
    if slug is None:
        return None
    if slug not in known:
        raise NotFoundError(f"there is no office {slug!r}: there is {sorted(known)}")
    return known[slug]


def _rivers(states: list[tuple[Facts, State]]) -> list[dict[str, Any]]:
    """Return each river with how many of its gauges stand at which level, the highest first."""
    by_river: dict[str, list[tuple[Facts, State]]] = defaultdict(list)
    for facts, state in states:
        by_river[facts.river].append((facts, state))
    found = []
    for river, gauges in by_river.items():
        levels = [state.level for _, state in gauges]
        highest = max(gauges, key=lambda each: (each[1].level or -1, each[1].stage_m or -1e9))
        counts = [sum(level == step for level in levels) for step in GaugeLevel]
        unknown = sum(level is None for level in levels)
        found.append(
            {
                "river": river,
                "counts": counts,
                "unknown": unknown,
                "highest": _gauge(*highest),
            }
        )
    return sorted(found, key=lambda each: (-(each["highest"]["level"] or 0), each["river"]))


def _worst(states: list[tuple[Facts, State]]) -> list[dict[str, Any]]:
    high = [each for each in states if (each[1].level or 0) >= GaugeLevel.STANDBY]
    high.sort(key=lambda each: (-(each[1].level or 0), -(each[1].rise_m_per_h or 0.0)))
    return [_gauge(*each) for each in high[:WORST]]


def _gauge(facts: Facts, state: State) -> dict[str, Any]:
    return {
        "station_id": facts.station_id,
        "name": facts.name,
        "river": facts.river,
        "level": state.level,
        "stage_m": state.stage_m,
        "rise_m_per_h": state.rise_m_per_h,
        "trend": state.trend,
        "confirmation": state.confirmation,
        "freshness": state.freshness,
        "observed_at": state.observed_at and state.observed_at.isoformat(),
    }


def _alerts(
    connection: Connection, run: Run, facts: dict[str, Facts], scope: Scope
) -> list[dict[str, Any]]:
    return [
        {
            "alert_id": case.alert_id,
            "station": facts[case.station_id].name,
            "river": facts[case.station_id].river,
            "level": case.level,
            "peak_level": case.peak_level,
            "opened_at": case.opened_at.isoformat(),
            "acknowledged_by": case.acknowledged_by,
        }
        for case in cases_of_run(connection, run.run_no, only_open=True)
        if scope.has_station(case.station_id)
    ]


def _orders(connection: Connection, run: Run, scope: Scope) -> list[dict[str, Any]]:
    return [
        _order(order)
        for order in orders_of_run(connection, run, only_open=True)
        if order.state is OrderState.RELEASED and scope.has_areas(order.standing_ids)
    ]


def _order(order: Order) -> dict[str, Any]:
    standing = [area for area in order.areas if area.area_id in order.standing_ids]
    return {
        "order_id": order.order_id,
        "name": order.level.name_ja,
        "alert_level": int(order.level),
        "reason": order.reason,
        "announced_at": order.release and order.release.recorded_at.isoformat(),
        "areas": [
            {"name": a.name, "households": a.households, "population": a.population}
            for a in standing
        ],
    }


def _official(
    connection: Connection, run: Run, now: datetime, scope: Scope
) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "issuer": each.issuer,
            "alert_level": each.alert_level,
            "issued_at": each.issued_at.isoformat(),
            "places": [*each.rivers, *each.areas],
            "control_status": each.control_status,
        }
        for each in official_of_run(connection, run, now, only_open=True)
        if any(scope.has_station(station_id) for station_id in each.station_ids)
        or scope.office is None
    ]


def _shelters(connection: Connection, run: Run, scope: Scope) -> list[dict[str, Any]]:
    return [
        _shelter(each)
        for each in shelters_of_run(connection, run.run_no)
        if scope.has_place(each.lon, each.lat)
    ]


def _shelter(each: ShelterShown) -> dict[str, Any]:
    return {
        "name": each.name,
        "state": each.state,
        "people": each.people,
        "capacity": each.capacity,
        "changed_at": each.changed_at and each.changed_at.isoformat(),
    }


def _requests(
    connection: Connection, run: Run, now: datetime, scope: Scope
) -> list[dict[str, Any]]:
    return [
        {
            "request_id": each.request_id,
            "from": scope.name_of(each.from_office),
            "to": scope.name_of(each.to_office),
            "what": each.what,
            "state": each.state,
            "asked_at": each.asked_at.isoformat(),
            "needed_by": each.needed_by and each.needed_by.isoformat(),
            "is_overdue": is_overdue(each.state, each.needed_by, now),
        }
        for each in requests_of_run(connection, run, only_open=True)
        if scope.has_office(each.from_office, each.to_office)
    ]


def _messages(
    connection: Connection, run: Run, facts: dict[str, Facts], scope: Scope
) -> list[dict[str, Any]]:
    """Return how far the newest messages came; their times are the wall's."""
    sent = [
        each
        for each in messages_of_run(connection, run.run_no, limit=200)
        if scope.has_station(each.station_id) or (each.area_ids and scope.has_areas(each.area_ids))
    ][:MESSAGES]
    reach: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for funnel in funnels(connection, [each.message_id for each in sent]):
        for stage in ("targeted", "accepted", "delivered", "failed", "unknown", "handed_over"):
            reach[funnel.message_id][stage] += getattr(funnel, stage)
    return [
        {
            "message_id": each.message_id,
            "family": each.family,
            "kind": each.kind,
            "level": each.level,
            "created_at": each.created_at.isoformat(),
            "about": facts[each.station_id].name if each.station_id in facts else "",
            **reach[each.message_id],
        }
        for each in sent
        if reach[each.message_id]
    ]
