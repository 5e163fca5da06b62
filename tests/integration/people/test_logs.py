"""Nothing of anybody is in a log: alerting and the API run over real numbers, and are read."""

import os
import signal
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from twilio.request_validator import RequestValidator

from kawamori.embedded import children
from kawamori.people import AreaSubscription, PhoneNumber, Subscriber
from kawamori.ports import free_port
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.testing.staff import employ
from kawamori.testing.waiting import until
from simulators.sandbox.testing import ACCOUNT, SERVICE_SID, running

if TYPE_CHECKING:
    from conftest import City

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

KEY = bytes(range(32))
AOI = "aoi-and-more-letters"
# Delivered, maybe sent, maybe not sent, busy, undelivered, no such number, opted out.
NUMBERS = (
    "819010000001",
    "819000009500",
    "819000009503",
    "819000009429",
    "819000009003",
    "15005550001",
    "15005550004",
)
DAMAGED, STRANGER, VISITED = "819010000002", "819010000003", "819010000004"
NAME, STREET = "川辺 勉", "本町一丁目2番3号"
ENDPOINT = "https://push.example.net/send/somebodys-own-endpoint"
SECRETS = [
    *(each[-8:] for each in (*NUMBERS, DAMAGED, STRANGER, VISITED)),
    NAME,
    STREET,
    "somebodys-own",
    "ben@example.jp",
]


@contextmanager
def program(name: str, environ: dict[str, str], log: Path) -> Iterator[None]:
    """Run one of our programs as it is installed, writing its log to a file."""
    with log.open("wb") as output:
        process = children.start([sys.executable, "-m", name], output=output, environ=environ)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) is not None


@pytest.fixture
def environ(database: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    port = free_port()
    with running(tmp_path / "journal.sqlite") as sandbox:
        yield {
            **os.environ,
            "KAWAMORI_DATABASE_URL": database,
            "KAWAMORI_PEOPLE_KEY": b64encode(KEY).decode(),
            "KAWAMORI_API_PORT": str(port),
            "KAWAMORI_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "KAWAMORI_TWILIO_ACCOUNT_SID": ACCOUNT.sid,
            "KAWAMORI_TWILIO_AUTH_TOKEN": ACCOUNT.token,
            "KAWAMORI_TWILIO_MESSAGING_SERVICE_SID": SERVICE_SID,
            "KAWAMORI_TWILIO_BASE_URL": sandbox.url,
        }


def subscribe(city: "City") -> None:
    """Subscribe everybody, and damage one number as a wrong key would."""
    people = [
        add_subscriber(
            city.connection,
            city.seal,
            Subscriber(PhoneNumber(f"+{number}"), areas=(AreaSubscription("honcho"),)),
        )
        for number in (*NUMBERS, DAMAGED)
    ]
    city.connection.execute(
        "UPDATE subscribers SET address_encrypted = %s WHERE subscriber_id = %s",
        (b"of another key", people[-1]),
    )


def answer_and_ask(url: str) -> list[int]:
    """Do what people and providers do to the API, rightly and wrongly; return the answers."""
    form = {"MessageSid": "SM1", "From": f"+{NUMBERS[0]}", "To": "+815011112222", "Body": "停止"}
    inbound = f"{url}/hooks/twilio/inbound"
    signature = RequestValidator(ACCOUNT.token).compute_signature(inbound, form)
    until_when = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    visit = {"area_id": "honcho", "name": NAME, "address": STREET, "phone": f"+{VISITED}"}
    wish = {"number": f"+{STRANGER}", "stations": [{"station_id": "kawabe-bridge"}]}
    browser = {"endpoint": ENDPOINT, "keys": {"p256dh": "AA", "auth": "AA"}, "areas": ["honcho"]}
    staff = {"Authorization": f"Bearer {AOI}"}
    with httpx.Client(base_url=url, timeout=20) as client:
        asked = [
            client.post(inbound, data=form, headers={"X-Twilio-Signature": signature}),
            client.post(inbound, data=form),
            client.post("/public/phones", json=wish),
            client.post("/public/phones", json={**wish, "number": STRANGER[-9:]}),
            client.post("/public/phones", json={**wish, "stations": STRANGER}),
            client.post("/public/push/subscriptions", json=browser),
            client.post("/hq/visits", json={**visit, "ends_at": until_when}, headers=staff),
            client.post("/hq/visits", json={**visit, "ends_at": NAME}, headers=staff),
        ]
    return [answer.status_code for answer in asked]


def test_no_number_name_or_endpoint_is_in_a_log(
    city: "City", environ: dict[str, str], tmp_path: Path
) -> None:
    subscribe(city)
    employ(city.connection, "Aoi", "commander", key=AOI)
    url, logs = environ["KAWAMORI_PUBLIC_URL"], [tmp_path / "api.log", tmp_path / "alerting.log"]

    with program("api", environ, logs[0]), program("alerting", environ, logs[1]):
        until(lambda: is_up(url))
        city.town.now = datetime.now(UTC)
        city.announce(4, "honcho")
        until(lambda: states(city).keys() >= {"delivered", "refused", "unknown"})
        answers = answer_and_ask(url)
        until(lambda: asked_to_verify(city))

    assert answers[:4] == [200, 403, 202, 400]
    assert answers[6:] == [201, 400]
    told = {log.name: log.read_text("utf-8") for log in logs}
    assert "is refused" in told["alerting.log"]  # the damaged number, which is told of
    assert "/hooks/twilio/inbound" in told["api.log"]
    for name, text in told.items():
        assert [secret for secret in SECRETS if secret in text] == [], name
    acts = city.connection.execute("SELECT string_agg(a::text, ' ') FROM acts a").fetchone()
    assert [secret for secret in SECRETS if secret in str(acts)] == []


def is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/ready").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def states(city: "City") -> dict[str, int]:
    query = "SELECT state, count(*) FROM deliveries GROUP BY state"
    return dict(city.connection.execute(query).fetchall())


def asked_to_verify(city: "City") -> bool:
    query = "SELECT FROM phone_verifications WHERE answer IS NOT NULL"
    return bool(city.connection.execute(query).fetchall())
