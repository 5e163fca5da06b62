"""What is kept of whoever is told, to the column; and that nothing of them is left when they go.

Two people subscribe by the routes that everybody has, one browser and one number, and are told in
an exercise by the programs as they are installed. Then every table and every log is read.
"""

import os
import re
import signal
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from psycopg.sql import SQL, Identifier

from kawamori.embedded import children
from kawamori.ports import free_port
from kawamori.storage.people.subscribers import allow
from kawamori.storage.retention import apply_retention
from kawamori.testing.town import KAWABE
from kawamori.testing.waiting import until
from kawamori.vapid import new_private_key
from simulators.push.testing import LOCAL_HOST, PushService
from simulators.push.testing import running as push_running
from simulators.sandbox.testing import ACCOUNT, SERVICE_SID, Sandbox
from simulators.sandbox.testing import running as sms_running

if TYPE_CHECKING:
    from conftest import City

    from kawamori.storage.connections import Connection

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

ROOT = Path(__file__).parents[3]
KEY = bytes(range(32))
NUMBER = "+819012340987"
CODE = re.compile(r"([0-9]{6}) is your code")
ROW = re.compile(r"^\| `([a-z_]+)` \| ([^|]+) \|", re.MULTILINE)
BROWSERS = "/public/push/subscriptions"
OWN_M = 3.3
AFTER_ALL = timedelta(days=120)
# By hash of the number, not by reference: people who are visited may have no subscription.
BY_HASH = {"visit_requests"}
ABOUT = """
WITH RECURSIVE about AS (
  SELECT 'subscribers'::regclass::oid AS t
  UNION
  SELECT k.conrelid FROM pg_constraint k JOIN about ON k.confrelid = about.t AND k.contype = 'f'
)
SELECT c.table_name || '.' || c.column_name FROM about
JOIN information_schema.columns c ON c.table_name = about.t::regclass::text
UNION
SELECT table_name || '.' || column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = ANY(%s)
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
ADDRESSES = "SELECT address_encrypted, address_hash FROM subscribers ORDER BY subscriber_id"
PROVIDER_IDS = "SELECT provider_id FROM deliveries WHERE provider_id IS NOT NULL"
TOLD = """
SELECT m.family, count(*) FROM deliveries d JOIN messages m USING (message_id) GROUP BY 1
"""
ON_THEIR_WAY = "SELECT FROM deliveries WHERE state NOT IN ('accepted', 'delivered')"
LEFT = """
SELECT s.address_encrypted, s.language, s.quiet_from, s.stopped_because,
       (SELECT count(*) FROM own_marks), (SELECT count(*) FROM subscriptions),
       (SELECT count(*) FROM phone_verifications),
       (SELECT count(*) FROM deliveries d WHERE d.subscriber_id = s.subscriber_id),
       (SELECT count(*) FROM deliveries WHERE provider_id IS NOT NULL OR link <> '')
FROM subscribers s ORDER BY subscriber_id
"""


@contextmanager
def programs(environ: dict[str, str], folder: Path, *names: str) -> Iterator[list[Path]]:
    """Run programs of ours as they are installed; give the files that they log to."""
    logs = [folder / f"{name}.log" for name in names]
    with ExitStack() as stack:
        for name, log in zip(names, logs, strict=True):
            output = stack.enter_context(log.open("wb"))
            process = children.start([sys.executable, "-m", name], output=output, environ=environ)
            stack.callback(process.wait, 30)
            stack.callback(process.send_signal, signal.SIGTERM)
        yield logs


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with sms_running(tmp_path / "journal.sqlite") as sandbox:
        yield sandbox


@pytest.fixture
def service(tmp_path: Path) -> Iterator[PushService]:
    with push_running(tmp_path) as service:
        yield service


@pytest.fixture
def environ(database: str, sandbox: Sandbox, service: PushService) -> dict[str, str]:
    api, residents = free_port(), free_port()
    return {
        **os.environ,
        "KAWAMORI_DATABASE_URL": database,
        "KAWAMORI_PEOPLE_KEY": b64encode(KEY).decode(),
        "KAWAMORI_API_PORT": str(api),
        "KAWAMORI_RESIDENTS_PORT": str(residents),
        "KAWAMORI_PUBLIC_URL": f"http://127.0.0.1:{api}",
        "KAWAMORI_TWILIO_ACCOUNT_SID": ACCOUNT.sid,
        "KAWAMORI_TWILIO_AUTH_TOKEN": ACCOUNT.token,
        "KAWAMORI_TWILIO_MESSAGING_SERVICE_SID": SERVICE_SID,
        "KAWAMORI_TWILIO_BASE_URL": sandbox.url,
        "KAWAMORI_VAPID_PRIVATE_KEY": new_private_key(),
        "KAWAMORI_VAPID_SUBJECT": "mailto:bousai@city.example",
        "KAWAMORI_PUSH_CA_FILE": str(service.ca_file),
        "KAWAMORI_PUSH_LOCAL_HOSTS": LOCAL_HOST,
    }


def dump(connection: "Connection") -> dict[str, str]:
    """Return every table as text, as ``COPY`` writes it."""
    return {table: _copied(connection, table) for (table,) in connection.execute(TABLES).fetchall()}


def keep(name: str, dumped: dict[str, str]) -> None:
    """Write a dump to DUMPS=folder, for whoever has to be shown it."""
    if folder := os.environ.get("DUMPS"):
        text = "".join(f"-- {table}\n{rows}\n" for table, rows in dumped.items() if rows)
        Path(folder, f"{name}.txt").write_text(text, encoding="utf-8")


def _copied(connection: "Connection", table: str) -> str:
    query = SQL("COPY (SELECT * FROM {}) TO STDOUT").format(Identifier(table))
    with connection.cursor().copy(query) as rows:
        return b"".join(bytes(row) for row in rows).decode()


def forms(secret: str | bytes) -> set[str]:
    """Return how a secret might be written: as it is, as bytes, in base64."""
    raw = secret if isinstance(secret, bytes) else secret.encode()
    written = {raw.hex(), b64encode(raw).decode().rstrip("=")}
    return written if isinstance(secret, bytes) else {*written, secret}


def found(secrets: dict[str, str | bytes], where: dict[str, str]) -> list[tuple[str, str]]:
    """Return which secret is written where."""
    return [
        (name, place)
        for name, secret in secrets.items()
        for place, text in where.items()
        if any(form in text for form in forms(secret))
    ]


def ask(url: str, method: str, path: str, body: object) -> Any:
    answer = httpx.request(method, f"{url}{path}", json=body, timeout=20)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


@dataclass
class Known:
    """Two people as the city knows them, and what they hold themselves."""

    browser: dict[str, Any]
    code: str
    stop_key: str

    def secrets(self) -> dict[str, str | bytes]:
        """Return what must stand nowhere in plain."""
        return {
            "number": NUMBER,
            "number in Japan": f"0{NUMBER[3:]}",
            "endpoint": self.browser["endpoint"],
            "token": self.browser["endpoint"].rsplit("/", 1)[1],
            "key": self.browser["keys"]["p256dh"],
            "secret": self.browser["keys"]["auth"],
            "stop key": self.stop_key,
        }


def subscribe(environ: dict[str, str], browser: dict[str, Any], sandbox: Sandbox) -> Known:
    """Subscribe a browser at the residents' program and a number at the API."""
    api, residents = environ["KAWAMORI_PUBLIC_URL"], residents_url(environ)
    wish = {
        "language": "en",
        "own_marks": [{"station_id": KAWABE, "stage_m": OWN_M}],
        "quiet_hours": "02:00-02:01",
    }
    ask(residents, "POST", BROWSERS, {**browser, **wish, "areas": ["honcho"]})
    phone = {"number": NUMBER, **wish, "areas": [{"area_id": "honcho"}]}
    phone_id = ask(api, "POST", "/public/phones", phone)["phone_id"]
    code = until(lambda: "".join(CODE.findall(str(sandbox.accepted(to=NUMBER)))))
    shown = ask(api, "POST", f"/public/phones/{phone_id}/verify", {"code": code})
    return Known(browser, code, shown["stop_key"])


def residents_url(environ: dict[str, str]) -> str:
    return f"http://127.0.0.1:{environ['KAWAMORI_RESIDENTS_PORT']}"


def be_told(city: "City") -> None:
    """Have a river rise past a threshold and their own height in an exercise that reaches both."""
    city.town.now = datetime.now(UTC) - timedelta(minutes=1)
    drill = city.town.start_drill("drill")
    for (number,) in city.connection.execute("SELECT subscriber_id FROM subscribers").fetchall():
        allow(city.connection, drill.run_no, number)
    for stage_m in (0.8, 1.2, 1.6, 2.0, 2.4, 2.8, 3.1, 3.15, 3.2, OWN_M + 0.05):
        city.town.observe(stage_m, run_no=drill.run_no, every=timedelta(seconds=2))
        until(lambda: not city.connection.execute("SELECT FROM arrivals").fetchall())
    until(lambda: {("gauge", 2), ("own", 2)} <= set(city.connection.execute(TOLD).fetchall()))
    until(lambda: not city.connection.execute(ON_THEIR_WAY).fetchall())


def test_everything_that_is_kept_of_somebody_is_documented_and_goes_with_them(
    city: "City", environ: dict[str, str], sandbox: Sandbox, service: PushService, tmp_path: Path
) -> None:
    (browser,) = service.browsers(1)
    with programs(environ, tmp_path, "api", "api.residents", "alerting") as logs:
        until(lambda: is_up(environ["KAWAMORI_PUBLIC_URL"]) and is_up(residents_url(environ)))
        known = subscribe(environ, browser, sandbox)
        be_told(city)
        before = dump(city.connection)
        addresses = city.connection.execute(ADDRESSES).fetchall()
        told_by = [row[0] for row in city.connection.execute(PROVIDER_IDS)]
        ask(residents_url(environ), "DELETE", BROWSERS, browser)
        ask(
            environ["KAWAMORI_PUBLIC_URL"], "DELETE", "/public/phones", {"stop_key": known.stop_key}
        )
    apply_retention(city.connection, {}, datetime.now(UTC) + AFTER_ALL)
    after = dump(city.connection)
    for name, dumped in (("before", before), ("after", after)):
        keep(name, dumped)

    assert "【訓練】DRILL: " in service.shown(browser["endpoint"])[0]["title"]
    assert found(known.secrets(), before) == []
    sealed: dict[str, str | bytes] = {
        f"{what} {n}": bytes(value)
        for n, row in enumerate(addresses)
        for what, value in zip(("sealed", "hash"), row, strict=True)
    }
    held = {table for _, table in found(sealed, before)}
    assert held == {"subscribers", "phone_verifications"}
    assert len(told_by) >= 2
    gone = {**known.secrets(), **sealed, **{each: each for each in told_by}}
    assert found(gone, after) == []
    assert (
        city.connection.execute(LEFT).fetchall()
        == [(b"", "ja", None, "unsubscribed", 0, 0, 0, 2, 0)] * 2
    )
    written = {log.name: log.read_text("utf-8") for log in logs}
    assert all(len(text) > 100 for text in written.values())
    assert found(known.secrets(), written) == []
    assert [name for name, text in written.items() if re.search(rf"\b{known.code}\b", text)] == []


def test_the_page_on_privacy_names_every_column(connection: "Connection") -> None:
    there = {row[0] for row in connection.execute(ABOUT, (list(BY_HASH),))}
    page = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    named = {
        f"{table}.{column}"
        for table, columns in ROW.findall(page)
        for column in re.findall(r"`([a-z_]+)`", columns)
    }

    assert named == there


def is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/ready").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
