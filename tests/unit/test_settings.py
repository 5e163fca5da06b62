"""A server refuses to start with settings that are wrong, and says which."""

from base64 import b64encode
from pathlib import Path

import pytest

from kawamori.errors import InvalidError
from kawamori.settings import read_settings

DATABASE = {"KAWAMORI_DATABASE_URL": "postgresql://db.example/kawamori"}


def test_a_missing_database_is_named() -> None:
    with pytest.raises(InvalidError, match="KAWAMORI_DATABASE_URL"):
        read_settings({})


def test_a_secret_is_read_from_a_file_and_never_shown(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("river-crossing\n", encoding="utf-8")

    settings = read_settings({**DATABASE, "KAWAMORI_MQTT_PASSWORD_FILE": str(secret)})

    assert settings.mqtt_password is not None
    assert settings.mqtt_password.get_secret_value() == "river-crossing"
    assert "river-crossing" not in repr(settings)


def test_a_secret_file_that_is_not_there_is_named() -> None:
    with pytest.raises(InvalidError, match="KAWAMORI_PEOPLE_KEY_FILE names '/nowhere'"):
        read_settings({**DATABASE, "KAWAMORI_PEOPLE_KEY_FILE": "/nowhere"})


@pytest.mark.parametrize("minutes", ["0", "4", "an hour"])
def test_a_session_may_lie_unused_for_some_minutes_at_the_least(minutes: str) -> None:
    assert read_settings(DATABASE).idle_minutes == 60
    with pytest.raises(InvalidError, match="KAWAMORI_IDLE_MINUTES"):
        read_settings({**DATABASE, "KAWAMORI_IDLE_MINUTES": minutes})


def test_when_one_person_is_enough_at_night_is_a_span_or_never() -> None:
    night = "KAWAMORI_ORDERS_ALONE_AT_NIGHT"

    assert str(read_settings(DATABASE).orders_alone_at_night) == "22:00-06:00"
    assert read_settings({**DATABASE, night: ""}).orders_alone_at_night is None
    for wrong in ("25:00-06:00", "22:00-22:00", "at night"):
        with pytest.raises(InvalidError, match=night):
            read_settings({**DATABASE, night: wrong})


@pytest.mark.parametrize("policy", ['{"storm": 4}', '{"flood": 6}', '{"flood": "x"}', "flood"])
def test_a_policy_of_passing_on_that_names_no_level_is_refused(policy: str) -> None:
    with pytest.raises(InvalidError, match="KAWAMORI_OFFICIAL_PASS_ON"):
        read_settings({**DATABASE, "KAWAMORI_OFFICIAL_PASS_ON": policy})


def test_several_people_keys_are_known_the_first_first() -> None:
    keys = ",".join(b64encode(letter * 32).decode() for letter in (b"n", b"o"))

    settings = read_settings({**DATABASE, "KAWAMORI_PEOPLE_KEY": keys})

    assert settings.people_key_bytes() == b"n" * 32 + b"o" * 32


@pytest.mark.parametrize("key", ["", "c2hvcnQ=", "*** not base64 ***", f"{'A' * 43}=,"])
def test_a_people_key_that_could_not_protect_anybody_is_refused(key: str) -> None:
    settings = read_settings({**DATABASE, "KAWAMORI_PEOPLE_KEY": key})

    with pytest.raises(InvalidError, match="PEOPLE_KEY"):
        settings.people_key_bytes()


def test_an_empty_value_of_what_need_not_be_given_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SMS_PARTS_PER_S", "CANARY_PHONE", "PAGE_EMAIL"):
        monkeypatch.setenv(f"KAWAMORI_{name}", "")
    monkeypatch.setenv("KAWAMORI_DATABASE_URL", "postgresql://db.example/kawamori")

    settings = read_settings()

    assert settings.sms_parts_per_s is settings.canary_phone is settings.page_email is None
