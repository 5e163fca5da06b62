"""Those without a smartphone are called, told twice, and say by a key that they have heard it."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from twilio.request_validator import RequestValidator

from alerting.channels.voice.transport import Voice
from alerting.dispatch import Dispatcher
from api.testing.serving import serve
from kawamori.levels import GaugeLevel
from kawamori.people import Channel, Language, PhoneNumber, Subscriber, Subscription
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.telling.pacing import voice_lines
from kawamori.testing.town import KAWABE
from simulators.sandbox.testing import ACCOUNT

if TYPE_CHECKING:
    from conftest import Office

    from kawamori.settings import Settings

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

OURS = "+815011112222"
_numbers = count(81_3_2000_0000)


@pytest.fixture
def settings(database: str, configure: "Callable[[str], Settings]") -> "Settings":
    changed = {"twilio_voice_from": OURS, "voice_calls_per_s": 50.0}
    return configure(database).model_copy(update=changed)


@pytest.fixture
def desk(office: "Office") -> Iterator["Office"]:
    """Give an office that is called back."""
    with serve(office.settings) as served:
        office.settings.public_url = served.url
        office.sandbox.behave(pace_s=0.02)
        while httpx.get(f"{served.url}/ready", timeout=30).status_code != httpx.codes.OK:
            time.sleep(0.02)
        yield office


def subscribe(
    office: "Office", language: Language = Language.JA, number: str = "", run_no: int = 0
) -> str:
    number = number or f"+{next(_numbers)}"
    wanted = (Subscription(KAWABE, GaugeLevel.EVACUATION),)
    person = Subscriber(PhoneNumber(number), language, Channel.VOICE, subscriptions=wanted)
    add_subscriber(office.town.connection, office.seal, person, run_no=run_no)
    return number


def dispatcher(office: "Office") -> Dispatcher:
    return Dispatcher(
        "caller",
        Voice(office.settings),
        office.pool.connection,
        office.seal,
        over=Channel.VOICE,
        lines=voice_lines(office.settings),
    )


def call(office: "Office") -> None:
    """Route what waits, and call whoever is to be called now."""
    office.assess()
    with office.telling() as telling:
        telling.route()
    _call_due(office)


def call_again(office: "Office", later: timedelta) -> None:
    """Settle what failed and call again after a while."""
    caller = dispatcher(office)
    caller.settle_failed(office.wall)
    caller.finish()
    office.later += later
    _call_due(office)


def _call_due(office: "Office") -> None:
    caller = dispatcher(office)
    with ThreadPoolExecutor(8) as executor:
        while caller.deliver_due(executor, office.wall):
            pass
        caller.finish()


def until(true: Callable[[], object], within_s: float = 30) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


def ended(office: "Office", number: str, calls: int = 1) -> list[dict[str, Any]]:
    """Return the calls to a number, the newest first, once so many are over."""
    over = ("completed", "busy", "no-answer", "failed")

    def found() -> list[dict[str, Any]]:
        return [c for c in office.sandbox.calls(number) if c["status"] in over]

    until(lambda: len(found()) == calls)
    return found()


def test_a_call_says_the_words_twice_and_a_key_acknowledges_them(desk: "Office") -> None:
    number = subscribe(desk)
    desk.danger()

    call(desk)

    (made,) = ended(desk, number)
    delivery = desk.delivery()
    assert made["heard"][:2] == [delivery["body"]] * 2
    assert "1を押して" in made["heard"][2]
    assert made["heard"][3] == "ありがとうございました。"
    assert made["pressed"] == ["1"]
    assert "氾濫危険水位" in delivery["body"]
    until(lambda: desk.delivery()["acknowledged_at"])
    assert desk.delivery()["state"] == "delivered"


def test_nine_says_it_again(desk: "Office") -> None:
    number = subscribe(desk)
    desk.sandbox.behave(to=number, keys=["9", "1"], pace_s=0.02)
    desk.danger()

    call(desk)

    (made,) = ended(desk, number)
    assert made["heard"].count(desk.delivery()["body"]) == 4
    until(lambda: desk.delivery()["state"] == "delivered")


def test_a_call_that_something_picked_up_is_accepted_and_not_delivered(desk: "Office") -> None:
    number = subscribe(desk)
    desk.sandbox.behave(to=number, keys=[], pace_s=0.02)
    desk.danger()

    call(desk)

    ended(desk, number)
    until(lambda: desk.delivery()["provider_status"] == "completed")
    assert desk.delivery()["state"] == "accepted"
    assert desk.delivery()["acknowledged_at"] is None
    call_again(desk, timedelta(minutes=10))
    assert len(desk.sandbox.calls(number)) == 1


@pytest.mark.parametrize("reason", ["busy", "no-answer"])
def test_where_nobody_picks_up_danger_calls_three_times(desk: "Office", reason: str) -> None:
    number = subscribe(desk)
    desk.sandbox.behave(to=number, call=reason, pace_s=0.01)
    desk.danger()

    call(desk)
    for calls in (1, 2):
        ended(desk, number, calls)
        until(lambda: desk.delivery()["state"] == "refused")
        call_again(desk, timedelta(minutes=6))
    ended(desk, number, 3)
    until(lambda: desk.delivery()["state"] == "refused")
    call_again(desk, timedelta(minutes=6))

    assert len(desk.sandbox.calls(number)) == 3
    assert (desk.delivery()["provider_code"], desk.delivery()["tries"]) == (reason, 3)


def test_anything_less_calls_twice(desk: "Office") -> None:
    number = subscribe(desk)
    desk.sandbox.behave(to=number, call="no-answer", pace_s=0.01)
    desk.town.observe(1.7, 2.1, 2.6, 3.1)

    call(desk)
    for calls in (1, 2):
        ended(desk, number, calls)
        until(lambda: desk.delivery()["state"] == "refused")
        call_again(desk, timedelta(minutes=6))

    assert len(desk.sandbox.calls(number)) == 2


def test_below_the_level_of_the_policy_nobody_is_called(desk: "Office") -> None:
    number = subscribe(desk)
    desk.settings.voice_from_level = 5
    desk.danger()

    call(desk)

    assert desk.sandbox.calls(number) == []
    assert desk.delivery()["state"] == "withheld"
    assert desk.delivery()["provider_code"] == "calls are made from level 5 on"


def test_a_call_whose_answer_was_lost_is_found_in_the_list(desk: "Office") -> None:
    number = subscribe(desk)
    desk.sandbox.behave(to=number, answer="accept_then_500", keys=[], pace_s=0.2)
    desk.danger()

    call(desk)
    caller = dispatcher(desk)
    caller.settle_unknown(desk.wall)
    caller.finish()

    assert desk.delivery()["state"] == "accepted"
    assert len(desk.sandbox.calls(number)) == 1


def test_a_key_that_nobody_signed_acknowledges_nothing(desk: "Office") -> None:
    number = subscribe(desk)
    desk.sandbox.behave(to=number, keys=[], pace_s=0.02)
    desk.danger()
    call(desk)
    ended(desk, number)
    path = f"/hooks/twilio/voice/{desk.delivery()['delivery_id']}/keys"
    form = {"CallSid": "CA1", "Digits": "1"}

    answer = httpx.post(desk.settings.public_url + path, data=form)

    assert answer.status_code == 403
    assert desk.delivery()["acknowledged_at"] is None


def test_keys_of_a_call_that_never_was_are_not_found(desk: "Office") -> None:
    path = "/hooks/twilio/voice/00000000-0000-0000-0000-000000000000/keys"
    url, form = desk.settings.public_url + path, {"CallSid": "CA1", "Digits": "1"}
    signature = RequestValidator(ACCOUNT.token).compute_signature(url, form)

    answer = httpx.post(url, data=form, headers={"X-Twilio-Signature": signature})

    assert answer.status_code == 404


def test_a_code_is_said_on_the_telephone_digit_by_digit(office: "Office") -> None:
    voice, number = Voice(office.settings), f"+{next(_numbers)}"
    office.sandbox.behave(pace_s=0.01)

    voice.send_code(PhoneNumber(number), "042917", Language.JA)
    voice.close()

    (made,) = ended(office, number)
    assert len(made["heard"]) == 3
    assert "0、4、2、9、1、7" in made["heard"][0]
