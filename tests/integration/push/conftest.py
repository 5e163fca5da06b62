"""A push service that decrypts, and lanes that push to it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from alerting.announce import route_next_announcement
from alerting.batches import BatchDispatcher
from alerting.channels.push.jobs import Surroundings
from alerting.channels.push.lanes import Lanes
from alerting.channels.push.transport import BrowserPush
from kawamori.people import AreaSubscription, Channel, Language, PushEndpoint, Subscriber
from kawamori.settings import Settings
from kawamori.storage.connections import Connection, open_pool
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.intake import store_subscribers
from kawamori.storage.telling.announcements import Announcement, announce_texts
from kawamori.testing.areas import settle_districts
from kawamori.vapid import Vapid, new_private_key, read_private_key
from simulators.push.testing import LOCAL_HOST, PushService, running

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool

PEOPLE_KEY = "a2F3YW1vcmkta2F3YW1vcmkta2F3YW1vcmkta2F3YSE="


@pytest.fixture(scope="session")
def one_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushService]:
    with running(tmp_path_factory.mktemp("push")) as service:
        yield service


@pytest.fixture
def service(one_service: PushService) -> PushService:
    one_service.behave_well()
    return one_service


@pytest.fixture(scope="session")
def around(one_service: PushService) -> Surroundings:
    subject = "mailto:bousai@city.example"
    return Surroundings(new_private_key(), subject, str(one_service.ca_file), (LOCAL_HOST,))


@pytest.fixture(scope="session")
def public_key(around: Surroundings) -> str:
    return Vapid(read_private_key(around.vapid_private_key), around.vapid_subject).public_key


@pytest.fixture(scope="session")
def lanes(around: Surroundings) -> Iterator[Lanes]:
    lanes = Lanes(around)
    yield lanes
    lanes.close()


@dataclass
class Town:
    """A town whose people are told by push, and a clock that can be set forward."""

    connection: Connection
    pool: "ConnectionPool[Connection]"
    settings: Settings
    service: PushService
    seal: AddressSeal
    later: timedelta = timedelta()

    def wall(self) -> datetime:
        """Return the real time, or what ``later`` makes of it."""
        return datetime.now(UTC) + self.later

    def subscribe(
        self, count: int = 1, *, at: PushService | None = None, run_no: int = 0
    ) -> list[str]:
        """Have so many browsers of the district subscribe; return their endpoints."""
        there = (at or self.service).browsers(count)
        people = [
            Subscriber(
                PushEndpoint(each["endpoint"], each["keys"]["p256dh"], each["keys"]["auth"]),
                channel=Channel.PUSH,
                areas=(AreaSubscription("kawara"),),
            )
            for each in there
        ]
        store_subscribers(self.connection, self.seal, people, run_no=run_no)
        return [each["endpoint"] for each in there]

    def write(
        self,
        text: str,
        *,
        level: int = 4,
        kind: str = "issue",
        thread: str = "t",
        run_no: int = 0,
    ) -> None:
        """Write something for the people of the district, to be routed."""
        texts = {(Channel.PUSH, Language.JA): text}
        said = Announcement(run_no, "canary", kind, level, thread, texts, ("kawara",))
        with self.connection.transaction():
            announce_texts(self.connection, said)

    def announce(
        self,
        text: str = "避難指示\n全員避難",
        *,
        level: int = 4,
        kind: str = "issue",
        thread: str = "t",
        run_no: int = 0,
    ) -> None:
        """Tell the people of the district something: each has a delivery that is due."""
        self.write(text, level=level, kind=kind, thread=thread, run_no=run_no)
        while route_next_announcement(self.connection, self.wall()):
            pass

    def push(self, lanes: int = 1) -> BrowserPush:
        """Return the channel as the settings have it."""
        return BrowserPush(self.settings, lanes)

    @contextmanager
    def dispatching(self, name: str = "here") -> Iterator[BatchDispatcher]:
        """Give a dispatcher of its own."""
        dispatcher = BatchDispatcher(
            name, self.push(), self.pool.connection, self.seal, over=Channel.PUSH
        )
        try:
            yield dispatcher
        finally:
            dispatcher.finish()

    def deliver(self) -> None:
        """Send everything that is due now."""
        with self.dispatching() as dispatcher, ThreadPoolExecutor() as executor:
            while dispatcher.deliver_due(executor, self.wall):
                pass

    def deliveries(self, what: str) -> list[Any]:
        """Return a column of all deliveries, in the order they were written."""
        query = f"SELECT {what} FROM deliveries ORDER BY created_at, level DESC"  # noqa: S608 ours
        return [row[0] for row in self.connection.execute(query.encode())]


@pytest.fixture
def town(
    connection: Connection, database: str, service: PushService, around: Surroundings
) -> Iterator[Town]:
    settle_districts(connection)
    settings = Settings(
        database_url=SecretStr(database),
        people_key=SecretStr(PEOPLE_KEY),
        vapid_private_key=SecretStr(around.vapid_private_key),
        vapid_subject=around.vapid_subject,
        push_ca_file=service.ca_file,
        push_local_hosts=list(around.local_hosts),
        public_url="https://river.city.example",
    )
    with open_pool(database, name="tests", size=12) as pool:
        seal = AddressSeal(settings.people_key_bytes())
        yield Town(connection, pool, settings, service, seal)
