"""What is the matter with a device, and how bad that is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kawamori.fleet.batteries import Outlook
from kawamori.fleet.concerns import concerns_of, state_of
from kawamori.storage.fleet.certificates import Certificate
from kawamori.storage.fleet.configs import Config
from kawamori.storage.fleet.devices import Device
from kawamori.storage.fleet.health import LastWord
from kawamori.wire import NodeStatus, SensorFault

NOW = datetime(2026, 9, 10, 0, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
DEVICE = Device("bridge-1", "radar", ["kawabe-bridge"], 11.7, NOW - YEAR, "Aoi")
WORD = LastWord(
    "bridge-1", NOW, True, NOW, 3, True, 0, 12.4, None, None, None, -90.0, "0.1.0", None, None,
    None, {}, {},
)  # fmt: skip
GOOD = Certificate(
    "a1", "bridge-1", "f" * 64, NOW - YEAR, NOW + YEAR, NOW - YEAR, "Aoi", None, None, None, None,
    None,
)  # fmt: skip
REVOKED = replace(
    GOOD, revoked_at=NOW - timedelta(hours=2), revoked_by="Aoi", revoked_because="stolen",
    listed_at=NOW - timedelta(hours=1),
)  # fmt: skip
CONFIG = Config("bridge-1", 2, {"kawabe-bridge/stage": 60.0}, NOW, "Fumi")
LASTS = Outlook("lasts")


def told(
    device: Device | None = DEVICE,
    word: LastWord | None = WORD,
    kept: tuple[Certificate, ...] = (GOOD,),
    config: Config | None = None,
    battery: Outlook = LASTS,
) -> tuple[list[str], str]:
    found = concerns_of(device, word, kept, config, battery, NOW)
    return list(found), state_of(found)


def test_a_device_that_speaks_by_a_good_key_is_good() -> None:
    assert told() == ([], "good")


def test_one_that_nobody_registered_is_bad() -> None:
    assert told(device=None, kept=()) == (["unregistered"], "bad")


def test_silence_turns_from_late_to_bad() -> None:
    def silent(for_: timedelta) -> tuple[list[str], str]:
        return told(word=replace(WORD, heard_at=NOW - for_))

    assert silent(timedelta(minutes=59)) == ([], "good")
    assert silent(timedelta(hours=2)) == (["late"], "late")
    assert silent(timedelta(hours=25)) == (["silent"], "bad")


def test_a_device_that_waits_in_its_box_is_none_of_anything() -> None:
    assert told(word=None) == (["never"], "none")


def test_a_last_will_is_bad() -> None:
    assert told(word=replace(WORD, online=False)) == (["offline"], "bad")


def test_a_revoked_key_is_quiet_when_it_is_listed_and_bad_when_it_still_speaks() -> None:
    before = replace(WORD, heard_at=NOW - timedelta(hours=3))

    assert told(word=before, kept=(REVOKED,)) == (["revoked"], "none")
    assert told(kept=(REVOKED,)) == (["revoked_speaks", "revoked"], "bad")
    unlisted = replace(REVOKED, listed_at=None)
    assert told(word=before, kept=(unlisted,)) == (["revoked_unlisted", "revoked"], "bad")


def test_a_key_that_runs_out_is_told_two_months_ahead_unless_its_successor_is_made() -> None:
    ending = replace(GOOD, not_after=NOW + timedelta(days=30))

    assert told(kept=(ending,)) == (["expiring"], "late")
    assert told(kept=(ending, GOOD)) == ([], "good")
    assert told(kept=(replace(GOOD, not_after=NOW),)) == (["expired"], "bad")


def test_a_sensor_that_gives_no_reading_is_bad() -> None:
    fault = SensorFault("dark", "the brightest parts reach 3% of white", NOW)

    assert told(word=replace(WORD, faults={"otaki/waterline": fault})) == (["sensor_faulty"], "bad")


def test_a_radio_node_is_bad_when_unheard_for_a_day_and_late_when_its_battery_goes() -> None:
    def node(heard: timedelta | None, percent: float | None) -> tuple[list[str], str]:
        at = None if heard is None else NOW - heard
        return told(word=replace(WORD, nodes={"a8" * 8: NodeStatus("otaki", at, None, percent)}))

    assert node(timedelta(hours=23), 80) == ([], "good")
    assert node(timedelta(hours=25), None) == (["node_silent"], "bad")
    assert node(None, None) == (["node_silent"], "bad")
    assert node(timedelta(hours=1), 0) == (["node_battery_low"], "late")


def test_a_configuration_is_pending_until_it_is_followed_or_refused() -> None:
    assert told(config=CONFIG) == (["config_pending"], "late")
    assert told(word=replace(WORD, config=1), config=CONFIG) == (["config_pending"], "late")
    assert told(word=replace(WORD, config=2), config=CONFIG) == ([], "good")
    refused = replace(WORD, config=1, config_refused="config 2: no such sensor")
    assert told(word=refused, config=CONFIG) == (["config_refused"], "late")


def test_a_battery_that_would_not_outlast_four_days_without_sun_is_told_before_the_storm() -> None:
    def without_sun(days: int) -> tuple[list[str], str]:
        return told(battery=Outlook("lasts", without_sun_at=NOW + timedelta(days=days)))

    assert without_sun(2) == (["battery_falls"], "late")
    assert without_sun(9) == ([], "good")
    falling = Outlook("falls", falls_at=NOW + timedelta(days=9))
    assert told(battery=falling) == (["battery_falls"], "late")
    assert told(battery=Outlook("low")) == (["battery_low"], "bad")
