"""A phone number is understood as people write it, and shown to nobody in full."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.people import Channel, PhoneNumber, QuietHours, Subscriber, Subscription
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.sealing import derive

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
BEN = PhoneNumber("+819012345678")


@pytest.mark.parametrize(
    "written",
    [
        "090-1234-5678",
        "09012345678",
        "+81 90 1234 5678",
        "０９０－１２３４－５６７８",
        "090ー1234ー5678",
    ],
)
def test_a_number_is_understood_as_people_write_it(written: str) -> None:
    assert PhoneNumber.parse(written) == BEN


@pytest.mark.parametrize("written", ["", "110", "+0", "kawabe", "+81901234567890123"])
def test_what_no_carrier_could_reach_is_refused_and_not_repeated(written: str) -> None:
    with pytest.raises(InvalidError):
        PhoneNumber.parse(written)


def test_a_number_is_never_shown_in_full() -> None:
    shown = repr(Subscriber(BEN, subscriptions=(Subscription("kawabe-bridge"),)))

    assert "5678" in shown
    assert "12345678" not in shown


@pytest.mark.parametrize("level", [GaugeLevel.NORMAL, GaugeLevel.STANDBY, GaugeLevel.OVERFLOW])
def test_a_level_at_which_nobody_is_told_can_not_be_subscribed_to(level: GaugeLevel) -> None:
    with pytest.raises(InvalidError):
        Subscription("kawabe-bridge", level)


def test_a_number_at_rest_is_found_by_its_hash_and_read_by_the_key_alone() -> None:
    seal = AddressSeal(KEY)

    stored = seal.encrypt(Channel.SMS, BEN)

    assert b"12345678" not in stored
    assert seal.encrypt(Channel.SMS, BEN) != stored
    assert seal.decrypt(Channel.SMS, stored) == BEN
    assert seal.hash(Channel.SMS, BEN) == AddressSeal(KEY).hash(Channel.SMS, BEN)
    assert seal.hash(Channel.SMS, BEN) != AddressSeal(OTHER_KEY).hash(Channel.SMS, BEN)


def test_a_number_stored_under_another_key_says_so() -> None:
    stored = AddressSeal(KEY).encrypt(Channel.SMS, BEN)

    with pytest.raises(InvalidError, match="another people key"):
        AddressSeal(OTHER_KEY).decrypt(Channel.SMS, stored)


def test_what_an_older_key_has_sealed_is_read_and_found_beside_the_newest() -> None:
    before, both = AddressSeal(KEY), AddressSeal(OTHER_KEY + KEY)

    stored = before.encrypt(Channel.SMS, BEN)

    assert both.decrypt(Channel.SMS, stored) == BEN
    assert not both.is_current(stored)
    assert before.hash(Channel.SMS, BEN) in both.hashes(Channel.SMS, BEN)
    assert both.is_current(both.encrypt(Channel.SMS, BEN))
    assert both.hash(Channel.SMS, BEN) == AddressSeal(OTHER_KEY).hash(Channel.SMS, BEN)


def test_what_was_sealed_before_keys_had_ids_is_read() -> None:
    cipher = AESGCM(derive(KEY, b"kawamori address encryption"))
    nonce = bytes(12)

    stored = nonce + cipher.encrypt(nonce, BEN.e164.encode(), b"sms")

    assert AddressSeal(OTHER_KEY + KEY).decrypt(Channel.SMS, stored) == BEN


def test_one_number_is_found_by_one_hash_whether_it_is_texted_or_called() -> None:
    seal = AddressSeal(KEY)

    assert seal.hash(Channel.SMS, BEN) == seal.hash(Channel.VOICE, BEN)


@pytest.mark.parametrize("key", [b"", b"k" * 31, b"k" * 33])
def test_a_key_of_another_length_is_refused(key: bytes) -> None:
    with pytest.raises(InvalidError, match="32 bytes"):
        AddressSeal(key)


@pytest.mark.parametrize("written", ["22:00-07:00", "２２：００〜７：００", "22:00 ~ 7:00"])
def test_quiet_hours_are_understood_as_people_write_them(written: str) -> None:
    assert str(QuietHours.parse(written)) == "22:00-07:00"


@pytest.mark.parametrize("written", ["22-7", "24:00-07:00", "22:00-22:00", "夜"])
def test_hours_that_are_none_are_refused(written: str) -> None:
    with pytest.raises(InvalidError, match="quiet hours"):
        QuietHours.parse(written)
