"""A town in a real database, a provider's sandbox, and the parts of alerting between them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from psycopg.rows import dict_row
from pydantic import SecretStr

from alerting.assess import Judge
from alerting.channels.contract import Channel
from alerting.channels.sms.transport import Sms
from alerting.dispatch import Dispatcher
from alerting.pipeline import Telling
from alerting.summon import Summoner
from kawamori.levels import GaugeLevel
from kawamori.people import Language, PhoneNumber, Subscriber, Subscription
from kawamori.settings import Settings
from kawamori.storage.connections import Connection, open_pool
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.telling.pacing import sms_lines
from kawamori.testing.texts import words_alone
from kawamori.testing.town import KAWABE, Town
from simulators.sandbox.testing import ACCOUNT, SERVICE_SID, Sandbox, running

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool

PEOPLE_KEY = "a2F3YW1vcmkta2F3YW1vcmkta2F3YW1vcmkta2F3YSE="
_numbers = count(81_90_1000_0000)


@pytest.fixture
def town(connection: Connection) -> Town:
    return Town(connection)


@pytest.fixture
def judge(database: str, town: Town) -> Iterator[Judge]:
    judge = Judge(database, town.wall)
    yield judge
    judge.forget()


@pytest.fixture(scope="session")
def one_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("sandbox") / "journal.sqlite") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(one_sandbox: Sandbox) -> Sandbox:
    one_sandbox.behave_well()
    return one_sandbox


@pytest.fixture
def configure(one_sandbox: Sandbox) -> Callable[[str], Settings]:
    """Give the settings of alerting on a database."""

    def configured(url: str) -> Settings:
        return Settings(
            database_url=SecretStr(url),
            people_key=SecretStr(PEOPLE_KEY),
            twilio_account_sid=ACCOUNT.sid,
            twilio_auth_token=SecretStr(ACCOUNT.token),
            twilio_messaging_service_sid=SERVICE_SID,
            twilio_base_url=one_sandbox.url,
            public_url="http://127.0.0.1:9",
        )

    return configured


@pytest.fixture
def settings(database: str, configure: Callable[[str], Settings]) -> Settings:
    return configure(database)


@dataclass
class Office:
    """The city's office: it judges, tells people, and looks at what became of it."""

    settings: Settings
    town: Town
    judge: Judge
    sandbox: Sandbox
    pool: "ConnectionPool[Connection]"
    seal: AddressSeal
    later: timedelta = field(default=timedelta())
    clock: Callable[[], datetime] | None = None

    def wall(self) -> datetime:
        """Return the real time, or what ``later`` makes of it, or what the clock says."""
        return self.clock() if self.clock else datetime.now(UTC) + self.later

    def subscribe(
        self,
        from_level: GaugeLevel = GaugeLevel.EVACUATION,
        *,
        language: Language = Language.JA,
        run_no: int = 0,
        station_id: str = KAWABE,
        address: PhoneNumber | None = None,
    ) -> PhoneNumber:
        """Subscribe somebody whom nobody else knows, and return the number."""
        address = address or PhoneNumber(f"+{next(_numbers)}")
        wanted = (Subscription(station_id, from_level),)
        person = Subscriber(address, language, subscriptions=wanted)
        add_subscriber(self.town.connection, self.seal, person, run_no=run_no)
        return address

    def channel(self, timeout_s: float = 5.0) -> Sms:
        """Return the SMS channel as the settings have it."""
        return Sms(self.settings, timeout_s)

    def dispatcher(self, channel: Channel, name: str = "here") -> Dispatcher:
        """Return a dispatcher of its own."""
        lines = sms_lines(self.settings)
        return Dispatcher(name, channel, self.pool.connection, self.seal, lines=lines)

    @contextmanager
    def telling(self, channel: Channel | None = None) -> Iterator[Telling]:
        """Give what routes and sends, as one process runs it."""
        dispatcher = self.dispatcher(channel or self.channel())
        summoner = Summoner(self.settings.public_url)
        telling = Telling(self.pool.connection, [dispatcher], self.wall, summoner)
        try:
            yield telling
        finally:
            telling.close()

    def tell(self, channel: Channel | None = None) -> None:
        """Route and send everything that is due now."""
        self.assess()
        with self.telling(channel) as telling:
            drain(telling.step)

    def settle(self, channel: Channel | None = None) -> None:
        """Settle what is unknown or has failed, as far as that can be done now."""
        with self.telling(channel) as telling:
            telling.settle()

    def assess(self) -> None:
        """Judge everything that has arrived."""
        drain(self.judge.step)

    def texts(self, address: PhoneNumber) -> list[str]:
        """Return what the provider has accepted for somebody, the oldest first."""
        return [message["body"] for message in reversed(self.sandbox.accepted(to=address.e164))]

    def words(self, address: PhoneNumber) -> list[str]:
        """Return the same without the codes, which they all must end with."""
        return [words_alone(text) for text in self.texts(address)]

    def states(self) -> list[str]:
        """Return the states of all deliveries, in the order they were written."""
        rows = self.town.connection.execute("SELECT state FROM deliveries ORDER BY created_at")
        return [row[0] for row in rows]

    def delivery(self) -> dict[str, Any]:
        """Return the one delivery there is."""
        with self.town.connection.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute("SELECT * FROM deliveries").fetchall()
        assert len(rows) == 1, rows
        return rows[0]

    def wait_for(self, holds: Callable[[], bool]) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + 20
        while not holds():
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def danger(self, run_no: int = 0) -> None:
        """Have Kawabe bridge rise past every threshold to danger, and in 40 minutes."""
        rise = (1.2, 1.65, 2.1, 2.5, 2.9, 3.3, 3.7, 4.1)
        self.town.observe(*rise, run_no=run_no, every=timedelta(minutes=5))


def drain(step: Callable[[], int]) -> None:
    """Step until there is nothing left to do."""
    while step():
        pass


@pytest.fixture
def office(
    settings: Settings, database: str, town: Town, judge: Judge, sandbox: Sandbox
) -> Iterator[Office]:
    with open_pool(database, name="tests", size=12) as pool:
        yield Office(settings, town, judge, sandbox, pool, AddressSeal(settings.people_key_bytes()))
