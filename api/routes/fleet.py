"""The fleet: every device on the bank; set and shut out by named people."""

from datetime import datetime
from typing import Annotated

from fastapi import Path

from api.asked import Around, Database
from api.auth import Administrator
from api.desk import headquarters
from api.errors import answers
from api.schemas.fleet import (
    FleetCertificate,
    FleetConfigAsked,
    FleetConfigShown,
    FleetDevice,
    FleetFault,
    FleetNode,
    FleetRevokeAsked,
    FleetShown,
)
from kawamori.errors import ConflictError
from kawamori.fleet.concerns import is_silent
from kawamori.fleet.muster import Mustered, muster
from kawamori.storage.fleet.certificates import Certificate, revoke_device
from kawamori.storage.fleet.configs import Config, set_config
from kawamori.storage.fleet.health import LastWord

router = headquarters()

DeviceId = Annotated[str, Path(max_length=63)]


@router.get("/hq/fleet")
def fleet(connection: Database, around: Around) -> FleetShown:
    """Return every device that is registered or has spoken in reality, the worst first."""
    now = around.wall()
    return FleetShown(now=now, devices=[_shown(each, now) for each in muster(connection, now)])


@router.post("/hq/fleet/{device_id}/config")
def configure(
    device_id: DeviceId,
    wanted: FleetConfigAsked,
    person: Administrator,
    connection: Database,
    around: Around,
) -> FleetShown:
    """Say how often a device is to measure; it follows when it is connected, and says so."""
    set_config(connection, device_id, wanted.intervals_s, person=person.person, role=person.role)
    return fleet(connection, around)


@router.post("/hq/fleet/{device_id}/revoke", responses=answers(ConflictError))
def revoke(
    device_id: DeviceId,
    wanted: FleetRevokeAsked,
    person: Administrator,
    connection: Database,
    around: Around,
) -> FleetShown:
    """End all of a device's keys; the broker refuses them once its list was written anew."""
    revoke_device(
        connection, device_id, because=wanted.because, person=person.person, role=person.role
    )
    return fleet(connection, around)


def _shown(each: Mustered, now: datetime) -> FleetDevice:
    device, word = each.device, each.word
    used = word.certificate if word else None
    return FleetDevice(
        device_id=each.device_id,
        state=each.state,
        concerns=each.concerns,
        is_registered=device is not None,
        what=device.what if device else "",
        station_ids=device.station_ids if device else [],
        heard_at=word.heard_at if word else None,
        online=word.online if word else None,
        told_at=word.told_at if word else None,
        boot=word.boot if word else None,
        spooled=word.spooled if word else None,
        battery_v=word.battery_v if word else None,
        battery_percent=word.battery_percent if word else None,
        battery_floor_v=device.battery_floor_v if device else None,
        battery=each.battery.known,
        battery_falls_at=each.battery.falls_at,
        battery_without_sun_at=each.battery.without_sun_at,
        solar_v=word.solar_v if word else None,
        temperature_c=word.temperature_c if word else None,
        signal_dbm=word.signal_dbm if word else None,
        version=word.version if word else None,
        config_followed=word.config if word else None,
        config_refused=word.config_refused if word else None,
        config=_config_shown(each.config),
        faults=_faults_shown(word),
        nodes=_nodes_shown(word, now),
        certificates=[_certificate_shown(c, used, now) for c in each.certificates],
    )


def _faults_shown(word: LastWord | None) -> list[FleetFault]:
    return [
        FleetFault(sensor=sensor, kind=each.kind, said=each.said, since=each.since)
        for sensor, each in sorted(word.faults.items() if word else ())
    ]


def _nodes_shown(word: LastWord | None, now: datetime) -> list[FleetNode]:
    nodes = [
        FleetNode(
            dev_eui=dev_eui,
            station_id=each.station_id,
            heard_at=each.heard_at,
            is_silent=is_silent(each, now),
            battery_v=each.battery_v,
            battery_percent=each.battery_percent,
            signal_dbm=each.signal_dbm,
            temperature_c=each.temperature_c,
        )
        for dev_eui, each in (word.nodes.items() if word else ())
    ]
    return sorted(nodes, key=lambda node: (not node.is_silent, node.station_id, node.dev_eui))


def _config_shown(config: Config | None) -> FleetConfigShown | None:
    if config is None:
        return None
    return FleetConfigShown(
        version=config.version,
        intervals_s=config.intervals_s,
        set_at=config.set_at,
        set_by=config.set_by,
    )


def _certificate_shown(kept: Certificate, used: str | None, now: datetime) -> FleetCertificate:
    return FleetCertificate(
        fingerprint=kept.fingerprint,
        not_before=kept.not_before,
        not_after=kept.not_after,
        made_by=kept.made_by,
        ends_at=kept.ends_at,
        revoked_at=kept.revoked_at,
        revoked_by=kept.revoked_by,
        revoked_because=kept.revoked_because,
        listed_at=kept.listed_at,
        is_good=kept.is_good_at(now),
        is_used=kept.fingerprint == used,
    )
