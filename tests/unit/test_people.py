"""A phone number is understood as people write it, and shown to nobody in full."""

import pytest

from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.people import Channel, PhoneNumber, Subscriber, Subscription
from kawamori.storage.people.addresses import AddressSeal

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
