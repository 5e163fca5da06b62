"""What changes is on every screen at once, and no break loses any of it."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from api.broadcast import QUEUED_CHUNKS
from api.testing.asking import Following
from kawamori.storage.stream import announce
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

CONSOLES = 60  # more than there are threads to wait in


def levels(data: Any) -> dict[str, int]:
    return {f["id"]: f["properties"]["level"] for f in data["features"]}


def stages(event: tuple[str, Any]) -> dict[str, float]:
    kind, data = event
    features = data["features"] if kind == "stations" else []
    return {f["id"]: f["properties"]["stage_m"] for f in features}


def test_a_stream_begins_with_what_time_it_is(api: "Api", world: "World") -> None:
    world.start_drill("drill")

    with api.follow("/hq/stream?run=drill") as following:
        event, clock = following.next()

    assert event == "clock"
    assert clock["run"] == "drill"
    assert clock["now"].startswith("2026-09-01T03:1")


def test_a_change_is_sent_as_it_stands_now(api: "Api", world: "World") -> None:
    with api.follow("/hq/stream") as following:
        following.until("clock")
        world.assess(3, 3.2)
        stations = following.until("stations")
        alert_id = world.raise_alert(3)
        alerts = following.until("alerts")
        delivery_id = world.tell(alert_id)
        deliveries = following.until("deliveries")

    assert levels(stations) == {"kawabe-bridge": 3}
    assert [alert["id"] for alert in alerts["features"]] == [alert_id]
    assert [delivery["delivery_id"] for delivery in deliveries] == [delivery_id]


def test_an_acknowledgement_is_on_every_screen(api: "Api", world: "World") -> None:
    alert_id = world.raise_alert(3)
    api.come_to(1)
    with api.follow("/hq/stream", who="Daichi") as following:
        following.until("clock")
        api.post(f"/hq/alerts/{alert_id}/acknowledge", who="Fumi")
        alerts = following.until("alerts")

    assert alerts["features"][0]["properties"]["acknowledged_by"] == "Fumi"


def test_one_run_hears_nothing_of_another(api: "Api", world: "World") -> None:
    drill = world.start_drill("drill")
    api.come_to(1)
    with api.follow("/hq/stream?run=drill") as following:
        following.until("clock")
        world.assess(5, 5.5)
        world.assess(1, 1.1, run_no=drill.run_no, station_id="otaki")

        assert levels(following.until("stations")) == {"otaki": 1}


def test_a_break_loses_no_event(api: "Api", world: "World") -> None:
    with api.follow("/hq/stream") as following:
        following.until("clock")
        world.assess(1, 1.1)
        following.until("stations")
        seen = following.last_event_id
    world.assess(2, 2.2)
    world.assess(3, 3.3)
    world.assess(1, 1.0, station_id="otaki")
    alert_id = world.raise_alert(3)
    api.come_to(5)

    with api.follow("/hq/stream", last_event_id=seen) as resumed:
        missed = dict(resumed.next() for _ in range(4))
        world.assess(4, 4.4)
        then = resumed.until("stations")

    assert list(missed) == ["stations", "alerts", "chronology", "clock"]
    assert levels(missed["stations"]) == {"kawabe-bridge": 3, "otaki": 1}
    assert [alert["id"] for alert in missed["alerts"]["features"]] == [alert_id]
    assert levels(then) == {"kawabe-bridge": 4}


def test_a_break_before_the_first_event_loses_none_either(api: "Api", world: "World") -> None:
    with api.follow("/hq/stream") as following:
        following.until("clock")
        seen = following.last_event_id
    world.assess(2, 2.2)

    with api.follow("/hq/stream", last_event_id=seen) as resumed:
        assert levels(resumed.until("stations")) == {"kawabe-bridge": 2}


def test_breaking_again_and_again_loses_nothing(api: "Api", world: "World") -> None:
    seen: str | None = None
    shown: dict[str, float] = {}
    for turn in range(1, 21):
        with api.follow("/hq/stream", last_event_id=seen) as following:
            station_id = ("kawabe-bridge", "otaki")[turn % 2]
            world.assess(turn % 6, float(turn), station_id=station_id)
            for _ in range(turn % 3 % 2 + 1):
                shown |= stages(following.next())
            seen = following.last_event_id

    with api.follow("/hq/stream", last_event_id=seen) as following:
        while shown != {"kawabe-bridge": 20.0, "otaki": 19.0}:
            shown |= stages(following.next())


def test_who_was_away_too_long_is_told_to_reload(api: "Api", world: "World") -> None:
    for level in range(4):
        world.assess(level, float(level))
    api.come_to(4)
    world.connection.execute("DELETE FROM stream_events WHERE event_id < 4")

    for seen in ("1", "4711", "nonsense", "9" * 30):
        with api.follow("/hq/stream", last_event_id=seen) as following:
            assert following.next() == ("reset", {})
            assert int(following.last_event_id) == 4
    with api.follow("/hq/stream", last_event_id="3") as following:
        assert following.next()[0] == "stations"


def test_events_that_come_together_are_told_together(api: "Api", world: "World") -> None:
    with api.follow("/hq/stream") as following:
        following.until("clock")
        with world.connection.transaction():
            for level in range(5):
                world.assess(level, float(level))
            world.assess(1, 1.0, station_id="otaki")

        assert levels(following.until("stations")) == {"kawabe-bridge": 4, "otaki": 1}


def test_a_reader_that_stops_reading_holds_up_nobody(api: "Api", world: "World") -> None:
    place = urlsplit(api.served.url)
    with ExitStack() as stack:
        slow = stack.enter_context(socket.create_connection((place.hostname, place.port)))
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.sendall(b"GET /public/stream HTTP/1.1\r\nHost: x\r\n\r\n")
        brisk = stack.enter_context(api.follow("/public/stream"))
        brisk.until("clock")
        until(lambda: len(api.served.broadcast) == 2)

        for _ in range(QUEUED_CHUNKS * 3):
            api.served.tell_all(b'event: much\ndata: "' + b"x" * 50_000 + b'"\n\n')
            brisk.until("much")
        world.assess(3, 3.2)

        assert levels(brisk.until("stations")) == {"kawabe-bridge": 3}
        assert len(api.served.broadcast) == 1


def test_a_reader_that_takes_gzip_is_sent_the_same_packed(api: "Api", world: "World") -> None:
    told = {}
    for level, coding in ((3, "gzip"), (4, "identity")):
        with (
            api.browser("Aoi") as browser,
            browser.stream("GET", "/hq/stream", headers={"Accept-Encoding": coding}) as answer,
        ):
            following = Following(answer)
            following.until("clock")
            world.assess(level, float(level))
            told[answer.headers.get("Content-Encoding")] = levels(following.until("stations"))

    assert told == {"gzip": {"kawabe-bridge": 3}, None: {"kawabe-bridge": 4}}


def test_any_number_of_screens_leaves_the_database_to_the_others(api: "Api") -> None:
    with ExitStack() as stack:
        for _ in range(30):
            stack.enter_context(api.follow("/hq/stream")).until("clock")

        assert api.get("/hq/stations").status_code == 200


def test_who_leaves_is_forgotten(api: "Api") -> None:
    with api.follow("/hq/stream") as following:
        following.until("clock")
        assert len(api.served.broadcast) == 1

    until(lambda: len(api.served.broadcast) == 0)


def test_an_event_nobody_can_read_makes_everybody_reload(api: "Api", world: "World") -> None:
    with api.follow("/hq/stream") as following:
        following.until("clock")
        with world.connection.transaction():
            announce(world.connection, 0, "alerts", ["no number"])
        assert following.until("reset") == {}
        world.assess(3, 3.2)

        assert levels(following.until("stations")) == {"kawabe-bridge": 3}


def test_a_new_run_is_told_to_all_of_headquarters(api: "Api", world: "World") -> None:
    with api.follow("/hq/stream") as following:
        following.until("clock")
        world.start_drill("drill")

        assert [run["run"] for run in following.until("runs")] == ["", "drill", "hello"]


def test_a_whole_headquarters_that_comes_back_at_once_is_let_in(api: "Api", world: "World") -> None:
    world.assess(3, 3.2)
    api.come_to(1)

    def come_back(n: int) -> tuple[int, str]:
        with api.follow("/hq/stream", last_event_id="0" if n % 2 else None) as following:
            return following.status, following.next()[0]

    def ask(_: int) -> int:
        return api.get("/hq/stations").status_code

    with ThreadPoolExecutor(2 * CONSOLES) as threads:
        streams = threads.map(come_back, range(CONSOLES))
        answers = threads.map(ask, range(CONSOLES))

        assert list(streams) == [(200, "clock"), (200, "stations")] * (CONSOLES // 2)
        assert list(answers) == [200] * CONSOLES
