"""The broker that the servers' settings name; the edge, which has no such settings, never asks."""

from kawamori.mqtt.brokers import Broker
from kawamori.settings import Settings


def broker_of(settings: Settings) -> Broker:
    """Return the broker of the settings."""
    password = settings.mqtt_password
    return Broker(
        settings.mqtt_host,
        settings.mqtt_port,
        settings.mqtt_username,
        password.get_secret_value() if password else None,
        settings.mqtt_ca_file,
    )
