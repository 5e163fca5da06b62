"""The index leads everybody to released orders, and partners alone to the rest."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from lxml import etree
from pydantic import SecretStr

from alerting.publish import Letterhead, Publisher
from api.testing.asking import Api
from api.testing.serving import serve
from kawamori.cap.read import read
from kawamori.orders import Actor, City, Draft, OrderLevel, Step
from kawamori.people import Channel, Language
from kawamori.runs import ACTUAL, Run
from kawamori.settings import PartnerToken, Settings
from kawamori.storage.orders.composing import compose_order, take_step
from kawamori.storage.telling.announcements import Announcement, announce_texts
from kawamori.testing.areas import settle_districts

if TYPE_CHECKING:
    from kawamori.storage.connections import Connection
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

ATOM = "{http://www.w3.org/2005/Atom}"
PARTNER = "a broadcaster's token"
LETTERHEAD = Letterhead("bosai@kawabe.example", City("川辺市"), "https://kawabe.example/")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    token = PartnerToken(token=SecretStr(PARTNER), partner="Kawabe FM")
    return settings.model_copy(update={"partner_tokens": [token]})


class Office:
    """Releases orders and publishes them at once, at a time that the test moves."""

    def __init__(self, connection: "Connection") -> None:
        self.connection = connection
        self.now = datetime.now(UTC)
        settle_districts(connection)

    def release(self, area: str = "kawara", run: Run = ACTUAL, mark: str = "") -> str:
        """Publish an order and return its identifier."""
        actor = Actor("Goro", "commander", self.now)
        draft = Draft(OrderLevel.EVACUATION, (area,), "氾濫危険水位に到達")
        order_id = compose_order(self.connection, run, draft, actor)
        texts = {(Channel.EMAIL, Language.JA): f"{mark}避難指示 {area}\n危険な場所から全員避難。"}
        told = Announcement(
            run.run_no, "order", "issue", 4, f"order/{order_id}", texts, (area,), order_id=order_id
        )
        message_id = announce_texts(self.connection, told)
        take_step(self.connection, order_id, Step.RELEASE, actor, message_id=message_id)
        return self.publish()

    def publish(self, letterhead: Letterhead = LETTERHEAD) -> str:
        self.connection.execute("UPDATE messages SET routed_at = now()")
        publisher = Publisher(letterhead, lambda: self.now)
        while publisher.step(self.connection):
            pass
        newest = "SELECT identifier FROM cap_messages ORDER BY published_at DESC LIMIT 1"
        row = self.connection.execute(newest).fetchone()
        assert row is not None
        return str(row[0])


@pytest.fixture
def office(world: "World") -> Office:
    return Office(world.connection)


@pytest.fixture
def later(world: "World", settings: Settings, office: Office) -> Iterator[Api]:
    """Serve the API a day and a half later."""
    assert world.datastreams
    with serve(settings, lambda: office.now + timedelta(hours=37)) as served:
        yield Api(served, settings)


def entries(feed: bytes) -> list[str]:
    return [each.text or "" for each in etree.fromstring(feed).iterfind(f"{ATOM}entry/{ATOM}id")]


def test_everybody_finds_a_released_order_by_the_index(api: Api, office: Office) -> None:
    identifier = office.release()

    answer = api.get("/feeds/cap.atom", who=None)

    assert answer.headers["content-type"].startswith("application/atom+xml")
    (entry,) = etree.fromstring(answer.content).iterfind(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == identifier
    assert entry.findtext(f"{ATOM}title") == "避難指示 kawara"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("type") == "application/cap+xml"
    assert link.get("href") == f"http://kawamori.test/feeds/cap/{identifier}.xml"


def test_an_alert_is_given_byte_for_byte_as_it_was_published(
    api: Api, office: Office, world: "World"
) -> None:
    identifier = office.release()

    answer = api.get(f"/feeds/cap/{identifier}.xml", who=None)

    row = world.connection.execute("SELECT xml FROM cap_messages").fetchone()
    assert row is not None
    assert answer.content == bytes(row[0])
    assert answer.headers["content-type"].startswith("application/cap+xml")
    assert "immutable" in answer.headers["cache-control"]
    assert read(answer.content).identifier == identifier


def test_who_has_the_index_already_is_told_so_until_it_changes(api: Api, office: Office) -> None:
    office.release("kawara")
    first = api.get("/feeds/cap.atom", who=None)
    etag = first.headers["etag"]

    again = api.ask("GET", "/feeds/cap.atom", who=None, headers={"If-None-Match": f'"x", W/{etag}'})

    assert (again.status_code, again.content) == (304, b"")
    assert "last-modified" in first.headers
    assert first.headers["cache-control"].startswith("public")
    office.release("minato")
    changed = api.ask("GET", "/feeds/cap.atom", who=None, headers={"If-None-Match": etag})
    assert changed.status_code == 200


def test_an_index_that_never_held_anything_is_a_feed_all_the_same(api: Api) -> None:
    feed = etree.fromstring(api.get("/feeds/cap.atom", who=None).content)

    assert feed.findtext(f"{ATOM}updated") == "2026-01-01T09:00:00+09:00"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "川辺市"


def test_what_has_ended_a_day_ago_leaves_the_index_and_stays_readable(
    later: Api, office: Office
) -> None:
    identifier = office.release()

    assert entries(later.get("/feeds/cap.atom", who=None).content) == []
    assert later.get(f"/feeds/cap/{identifier}.xml", who=None).status_code == 200


def test_gauge_notices_are_for_partners_alone(api: Api, office: Office, world: "World") -> None:
    office.release()
    world.connection.execute("UPDATE cap_messages SET scope = 'Restricted'")
    (identifier,) = entries(partner(api, "/feeds/partners/cap.atom").content)

    assert entries(api.get("/feeds/cap.atom", who=None).content) == []
    assert api.get(f"/feeds/cap/{identifier}.xml", who=None).status_code == 404
    assert partner(api, f"/feeds/partners/cap/{identifier}.xml").status_code == 200
    for who in (None, "Chika"):
        assert api.get("/feeds/partners/cap.atom", who=who).status_code == 401
        assert api.get(f"/feeds/partners/cap/{identifier}.xml", who=who).status_code == 401


def test_staff_read_the_partners_index_too(api: Api, office: Office) -> None:
    identifier = office.release()

    for who in ("Aoi", "Fumi", "Elena", "Daichi"):
        assert entries(api.get("/feeds/partners/cap.atom", who=who).content) == [identifier]


def test_an_exercise_is_in_its_own_partners_index_and_in_no_other(
    api: Api, office: Office, world: "World"
) -> None:
    drill = world.start_drill("drill-1")
    identifier = office.release(run=drill, mark="【訓練】")

    assert entries(partner(api, "/feeds/partners/cap.atom?run=drill-1").content) == [identifier]
    assert entries(partner(api, "/feeds/partners/cap.atom").content) == []
    assert entries(api.get("/feeds/cap.atom", who=None).content) == []
    assert api.get(f"/feeds/cap/{identifier}.xml", who=None).status_code == 404


def partner(api: Api, path: str) -> httpx.Response:
    return api.ask("GET", path, who=None, headers={"Authorization": f"Bearer {PARTNER}"})
