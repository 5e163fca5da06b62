"""The people of a crowd: who lives where, reads what, and is reached how."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kawamori.areas import Area
from kawamori.levels import GaugeLevel
from kawamori.people import (
    Address,
    AreaSubscription,
    Channel,
    Language,
    PhoneNumber,
    PushEndpoint,
    Subscriber,
)
from kawamori.polygons import Shape
from simulators.push.testing import token_of

# By area: the station that speaks for it, its risk, and whether the flood comes there.
RIVERSIDE, HILLSIDE, FAR = "riverside", "hillside", "far-away"
STATIONS = {"crowd-lower": (RIVERSIDE, HILLSIDE), "crowd-far": (FAR,)}
FLOODED = "crowd-lower"
RISKS = {RIVERSIDE: 7, HILLSIDE: 1, FAR: 4}
NAMES = {RIVERSIDE: "河原町", HILLSIDE: "山手", FAR: "遠野"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to be told, or not; ``key`` is what their provider knows them by."""

    key: str
    address: Address
    channel: Channel
    language: Language
    area_id: str

    @property
    def is_in_the_flood(self) -> bool:
        """Whether the flood comes to where they live."""
        return self.area_id in STATIONS[FLOODED]

    def subscriber(self) -> Subscriber:
        """Return them as they registered: for danger alone, so that a flood is one text."""
        area = AreaSubscription(self.area_id, GaugeLevel.DANGER)
        return Subscriber(self.address, self.language, self.channel, areas=(area,))


def gather(browsers: Sequence[dict[str, Any]], count: int, seed: int) -> list[Person]:
    """Return a crowd: one person for each browser, and the rest with telephones.

    Languages and areas are drawn by lot, so that no order in the table is an order of risk.
    """
    chance = random.Random(seed)
    people = []
    for number in range(count):
        area_id = chance.choice(list(RISKS))
        language = chance.choice(list(Language))
        if number < len(browsers):
            keys = browsers[number]["keys"]
            endpoint = PushEndpoint(browsers[number]["endpoint"], keys["p256dh"], keys["auth"])
            people.append(
                Person(token_of(endpoint.endpoint), endpoint, Channel.PUSH, language, area_id)
            )
        else:
            phone = PhoneNumber(f"+8190{40_000_000 + number}")
            people.append(Person(phone.e164, phone, Channel.SMS, language, area_id))
    chance.shuffle(people)
    return people


def areas() -> list[Area]:
    """Return where they live: three squares side by side."""
    return [
        Area(area_id, NAMES[area_id], _square(138.9 + 0.02 * n), name_en=area_id, risk=risk)
        for n, (area_id, risk) in enumerate(RISKS.items())
    ]


def _square(lon: float) -> Shape:
    corners = [(0.0, 0.0), (0.01, 0.0), (0.01, 0.01), (0.0, 0.01), (0.0, 0.0)]
    ring = [[lon + x, 35.0 + y] for x, y in corners]
    return Shape.from_geojson({"type": "Polygon", "coordinates": [ring]})
