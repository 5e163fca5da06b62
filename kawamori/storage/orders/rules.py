"""Who speaks in the city's orders, and when one person is enough, as the settings have it."""

from kawamori.orders import City, ReleasePolicy
from kawamori.settings import Settings


def city_of(settings: Settings) -> City:
    """Return who speaks."""
    return City(settings.city_name, settings.city_name_en, settings.city_reading)


def release_policy_of(settings: Settings) -> ReleasePolicy:
    """Return when the person who composed an order may release it too."""
    return ReleasePolicy(settings.orders_alone_at_night, settings.orders_alone_with_reason)
