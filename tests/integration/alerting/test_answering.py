"""What people text goes the whole way: from a phone to the provider, to us, and back."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from api.testing.serving import serve
from kawamori.levels import GaugeLevel
from simulators.sandbox.testing import Sandbox, running

if TYPE_CHECKING:
    from conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.fixture
def provider(office: "Office", tmp_path: Path) -> Iterator[Sandbox]:
    """Give a provider that knows where the city's server is."""
    with serve(office.settings) as served:
        office.settings.public_url = served.url
        while httpx.get(f"{served.url}/ready", timeout=30).status_code != httpx.codes.OK:
            time.sleep(0.02)
        inbound = f"{served.url}/hooks/twilio/inbound"
        with running(tmp_path / "journal.sqlite", inbound=inbound) as provider:
            office.settings.twilio_base_url = provider.url
            office.sandbox = provider
            yield provider


def text(provider: Sandbox, sender: str, body: str) -> str | None:
    answer = httpx.post(
        f"{provider.url}/sandbox/inbound", json={"sender": sender, "body": body}, timeout=40
    )
    reply: str | None = answer.raise_for_status().json()["reply"]
    return reply


def test_a_resident_stops_and_starts_by_text(office: "Office", provider: Sandbox) -> None:
    ben = office.subscribe(GaugeLevel.DANGER)

    assert "停止しました" in str(text(provider, ben.e164, "停止"))
    office.danger()
    office.tell()
    assert [m for m in office.texts(ben) if "氾濫危険水位" in m] == []

    assert "再開しました" in str(text(provider, ben.e164, "再開"))
    assert "再開しました" in office.texts(ben)[-1]


def test_who_stops_at_the_provider_is_stopped_with_us_too(
    office: "Office", provider: Sandbox
) -> None:
    ben = office.subscribe(GaugeLevel.DANGER)

    assert text(provider, ben.e164, "STOP") is None

    rows = office.town.connection.execute("SELECT stopped_because FROM subscribers").fetchall()
    assert rows == [("opted out",)]


def test_a_cry_for_help_is_answered_and_kept(office: "Office", provider: Sandbox) -> None:
    ben = office.subscribe()

    reply = text(provider, ben.e164, "助けて")

    assert "119" in str(reply)
    rows = office.town.connection.execute("SELECT body, meaning FROM inbound_messages").fetchall()
    assert rows == [("助けて", "other")]
