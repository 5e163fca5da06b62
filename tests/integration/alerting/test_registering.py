"""A resident registers a number by a code that the whole program sends; then a flood reaches it."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from alerting.program import Alerting
from api.testing.serving import serve
from kawamori.testing.town import KAWABE

if TYPE_CHECKING:
    from conftest import Office

    from kawamori.settings import Settings

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

RISES_FOR = timedelta(minutes=40)
BEN, AOI = "+819022220001", "+81322220002"


@pytest.fixture
def settings(database: str, configure: "Callable[[str], Settings]") -> "Settings":
    changed = {"twilio_voice_from": "+815011112222", "sms_parts_per_s": 20.0}
    return configure(database).model_copy(update=changed)


@pytest.fixture
def city(office: "Office") -> Iterator["Office"]:
    """Give a city whose API and alerting run as they do in earnest."""
    with serve(office.settings) as served:
        office.settings.public_url = served.url
        until(lambda: httpx.get(f"{served.url}/ready", timeout=30).status_code == httpx.codes.OK)
        alerting = Alerting(office.settings)
        running = threading.Thread(target=alerting.run, name="alerting")
        running.start()
        try:
            yield office
        finally:
            alerting.stop()
            running.join(20)
        assert not running.is_alive()


def until(true: Callable[[], object], within_s: float = 40) -> Any:
    deadline = time.monotonic() + within_s
    while not (found := true()):
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)
    return found


def post(city: "Office", path: str, **body: object) -> httpx.Response:
    return httpx.post(f"{city.settings.public_url}{path}", json=body, timeout=10)


def register(city: "Office", number: str, channel: str, code: Callable[[], str]) -> None:
    wish = {"number": number, "channel": channel, "stations": [{"station_id": KAWABE}]}
    asked = post(city, "/public/phones", **wish)
    assert asked.status_code == 202, asked.text

    said = until(code)

    answer = post(city, f"/public/phones/{asked.json()['phone_id']}/verify", code=said)
    assert answer.status_code == 200, answer.text


def test_who_registers_by_text_or_by_telephone_is_told_of_the_flood(city: "Office") -> None:
    def texted() -> str:
        bodies = [m["body"] for m in city.sandbox.accepted(to=BEN)]
        return "".join(re.findall(r"確認番号 ([0-9]{6})", "".join(bodies)))

    def spoken() -> str:
        heard = [words for call in city.sandbox.calls(AOI) for words in call["heard"][:1]]
        return "".join(re.findall(r"[0-9]", "".join(heard)))

    register(city, BEN, "sms", texted)
    register(city, AOI, "voice", spoken)
    city.town.now = datetime.now(UTC) - RISES_FOR
    city.danger()

    until(lambda: any("氾濫危険水位" in m["body"] for m in city.sandbox.accepted(to=BEN)))
    until(lambda: any(call["pressed"] == ["1"] for call in city.sandbox.calls(AOI)))
    until(lambda: city.states().count("delivered") >= 2)
