"""Three districts side by side in a real database, for tests of what is told by area."""

from kawamori.areas import Area
from kawamori.people import AreaSubscription, Language, PhoneNumber, QuietHours, Subscriber
from kawamori.polygons import Shape
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber

SEAL = AddressSeal(b"k" * 32)
_WEST, _SOUTH, _SIDE = 138.97, 35.05, 0.01


def _square(nth: int) -> Shape:
    west, east, south, north = (
        _WEST + nth * _SIDE,
        _WEST + (nth + 1) * _SIDE,
        _SOUTH,
        _SOUTH + _SIDE,
    )
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return Shape.from_geojson({"type": "Polygon", "coordinates": [ring]})


DISTRICTS = (
    Area(
        "kawara",
        "川原町",
        _square(0),
        name_en="Kawaramachi",
        reading="かわらまち",
        population=6180,
        households=2750,
    ),
    Area(
        "minato",
        "港町",
        _square(1),
        name_en="Minatomachi",
        reading="みなとまち",
        population=7230,
        households=3240,
    ),
    Area("hama", "浜", _square(2), name_en="Hama", reading="はま"),  # nobody has counted its people
)


def settle_resident(
    connection: Connection,
    number: str,
    area_id: str,
    language: Language,
    quiet: QuietHours | None = None,
) -> None:
    """Subscribe somebody to a district, by SMS."""
    area = AreaSubscription(area_id)
    person = Subscriber(PhoneNumber(number), language, areas=(area,), quiet=quiet)
    add_subscriber(connection, SEAL, person)


def settle_districts(connection: Connection) -> None:
    """Store the districts."""
    store_areas(connection, DISTRICTS, author="test")
