"""Every device with all that is known of it, the worst first."""

from dataclasses import dataclass
from datetime import datetime

from kawamori.fleet.batteries import DAYS, Outlook, outlook
from kawamori.fleet.concerns import RANKS, Concern, State, concerns_of, state_of
from kawamori.storage.connections import Connection
from kawamori.storage.fleet.certificates import Certificate, certificates
from kawamori.storage.fleet.configs import Config, newest_configs
from kawamori.storage.fleet.devices import Device, registered_devices
from kawamori.storage.fleet.health import LastWord, batteries_since, last_words


@dataclass(frozen=True, slots=True)
class Mustered:
    """One device; ``device`` is None where one speaks that nobody registered."""

    device_id: str
    state: State
    concerns: list[Concern]
    device: Device | None
    word: LastWord | None
    certificates: list[Certificate]
    config: Config | None
    battery: Outlook


def muster(connection: Connection, now: datetime) -> list[Mustered]:
    """Return all devices that are registered or have spoken."""
    devices = {each.device_id: each for each in registered_devices(connection)}
    words = {each.device_id: each for each in last_words(connection)}
    configs = {each.device_id: each for each in newest_configs(connection)}
    kept: dict[str, list[Certificate]] = {}
    for certificate in certificates(connection):
        kept.setdefault(certificate.device_id, []).append(certificate)
    volts = batteries_since(connection, now - DAYS)
    found = []
    for device_id in sorted(devices.keys() | words.keys()):
        device, word, config = devices.get(device_id), words.get(device_id), configs.get(device_id)
        floor_v = device.battery_floor_v if device else None
        battery = outlook(volts.get(device_id, []), floor_v, now)
        own = kept.get(device_id, [])
        concerns = concerns_of(device, word, own, config, battery, now)
        found.append(
            Mustered(device_id, state_of(concerns), concerns, device, word, own, config, battery)
        )
    return sorted(found, key=lambda each: (RANKS[each.state], -len(each.concerns), each.device_id))
