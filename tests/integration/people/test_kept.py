"""Somebody may read all that is kept of them, and have it erased; the counts stay."""

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kawamori.cli import main
from kawamori.people import (
    Channel,
    Language,
    OwnMark,
    PhoneNumber,
    Subscriber,
    Subscription,
)
from kawamori.people.visits import Visited
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.intake import store_subscribers
from kawamori.storage.people.subscribers import add_subscriber, stop_telling
from kawamori.storage.people.visits import Reader, record_visit
from kawamori.storage.retention import apply_retention
from kawamori.testing.staff import employ
from kawamori.testing.town import KAWABE

if TYPE_CHECKING:
    from conftest import City

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.usefixtures("people_key"),
]
KEY = bytes(range(32))
BEN = PhoneNumber("+819010000001")
AOI = Reader("Aoi", "commander", "a test")
BY = ["--reason", "本人の請求", "--by", "Aoi"]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def staff(city: "City") -> None:
    employ(city.connection, "Aoi", "commander")


def rows(city: "City", query: str) -> list[tuple[Any, ...]]:
    return city.connection.execute(query.encode()).fetchall()


def ben_is_told(city: "City") -> list[int]:
    """Subscribe Ben by text and by call, have him told, answered, and noted for a visit."""
    numbers = [
        add_subscriber(
            city.connection,
            city.seal,
            Subscriber(
                BEN,
                Language.EN,
                channel,
                (Subscription(KAWABE),),
                own_marks=(OwnMark(KAWABE, 9.5),),
            ),
        )
        for channel in (Channel.SMS, Channel.VOICE)
    ]
    city.subscribe("honcho")
    city.danger()
    city.connection.execute(
        "UPDATE deliveries SET state = 'delivered', provider_id = 'SM1' WHERE channel = 'sms'"
    )
    city.connection.execute(
        "INSERT INTO inbound_messages (provider_id, received_at, address_encrypted, address_hash,"
        " body, meaning) VALUES ('SM2', now(), %s, %s, 'はい', 'other')",
        (city.seal.encrypt(Channel.SMS, BEN), city.seal.hash(Channel.SMS, BEN)),
    )
    now = datetime.now(UTC)
    ben = Visited("川辺 勉", "本町1-2-3", phone=BEN)
    record_visit(city.connection, KEY, "honcho", ben, AOI, now=now, ends_at=now + DAY)
    return numbers


def test_all_that_is_kept_of_somebody_is_printed_and_nothing_of_others(
    city: "City", capsys: pytest.CaptureFixture[str]
) -> None:
    ben_is_told(city)

    assert main(["people", "export", "090-1000-0001", *BY]) == 0

    kept = json.loads(capsys.readouterr().out)
    assert [each["channel"] for each in kept["subscribers"]] == ["sms", "voice"]
    assert kept["subscribers"][0]["stations"] == [{"station_id": KAWABE, "from_level": 3}]
    assert kept["subscribers"][0]["own_marks"] == [{"station_id": KAWABE, "stage_m": 9.5}]
    assert kept["subscribers"][0]["reachable_in"] == ["actual"]
    assert {each["state"] for each in kept["deliveries"]} == {"delivered", "due"}
    assert all(each["body"] for each in kept["deliveries"])
    assert [each["body"] for each in kept["replies"]] == ["はい"]
    assert [each["name"] for each in kept["visits"]] == ["川辺 勉"]
    [act] = rows(city, "SELECT person, subject, details FROM acts WHERE act = 'export_person'")
    assert act == ("Aoi", "subscriber/1+2", {"reason": "本人の請求"})


def test_somebody_is_erased_and_the_counts_stay(
    city: "City", capsys: pytest.CaptureFixture[str]
) -> None:
    numbers = ben_is_told(city)
    before = rows(city, "SELECT channel, level, language FROM deliveries ORDER BY 1, 2, 3")

    assert main(["people", "erase", "090-1000-0001", *BY]) == 0

    told = capsys.readouterr().out
    assert told == "…0001: 2 addresses, 1 replies, 0 verifications, 1 visit requests\n"
    assert rows(city, "SELECT channel, level, language FROM deliveries ORDER BY 1, 2, 3") == before
    assert rows(
        city, "SELECT state, provider_id FROM deliveries WHERE language = 'en' ORDER BY channel"
    ) == [("delivered", None), ("canceled", None)]
    for table in ("inbound_messages", "visit_requests", "subscriptions", "own_marks"):
        assert rows(city, f"SELECT FROM {table}") == [], table
    kept = rows(
        city,
        "SELECT subscriber_id, address_encrypted, language, stopped_because FROM subscribers"
        " WHERE erased_at IS NOT NULL ORDER BY 1",
    )
    assert kept == [(number, b"", "ja", "erased") for number in numbers]
    hashes = [row[0] for row in rows(city, "SELECT address_hash FROM subscribers")]
    assert city.seal.hash(Channel.SMS, BEN) not in hashes
    assert main(["people", "export", "090-1000-0001", *BY]) == 2
    assert "nothing is kept of …0001" in capsys.readouterr().err


def test_whoever_was_erased_may_come_back_as_somebody_new(city: "City") -> None:
    ben_is_told(city)
    main(["people", "erase", "090-1000-0001", *BY])

    [again] = store_subscribers(city.connection, city.seal, [Subscriber(BEN)], run_no=0)

    assert again.new


def test_somebody_on_duty_is_not_erased(city: "City", capsys: pytest.CaptureFixture[str]) -> None:
    main(["duty", "add", "Goro", "09010000001", "--position", "1"])

    assert main(["people", "erase", "09010000001", *BY]) == 2

    assert "Goro is on the duty roster: remove them first" in capsys.readouterr().err
    assert rows(city, "SELECT FROM subscribers WHERE erased_at IS NULL") == [()]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["090-1000-0009", *BY], "nothing is kept of …0009"),
        (["ben@example.jp", *BY], "nothing is kept of …@example.jp"),
        (["110", *BY], "not a phone number"),
        (["090-1000-0009", "--reason", " ", "--by", "Aoi"], "nothing is kept"),
        (["090-1000-0009", "--reason", "x", "--by", "Ben"], "nobody who works here"),
    ],
)
@pytest.mark.parametrize("act", ["export", "erase"])
def test_what_can_not_be_done_is_said_and_no_act(
    city: "City", capsys: pytest.CaptureFixture[str], act: str, arguments: list[str], says: str
) -> None:
    assert main(["people", act, *arguments]) == 2

    assert says in capsys.readouterr().err
    assert rows(city, "SELECT FROM acts") == []


def test_no_act_holds_a_number(city: "City") -> None:
    ben_is_told(city)
    main(["people", "export", "090-1000-0001", *BY])
    main(["people", "erase", "090-1000-0001", *BY])

    [(acts,)] = rows(city, "SELECT string_agg(a::text, ' ') FROM acts a")

    assert "9010000001" not in acts
    assert "川辺 勉" not in acts


def test_who_was_stopped_long_ago_is_erased_and_who_opted_out_is_not_written_to_again(
    city: "City",
) -> None:
    now = datetime.now(UTC)
    gone, recent, opted_out, on = (city.subscribe("honcho") for _ in range(4))
    stop_telling(city.connection, gone, "bad address", now - 91 * DAY)
    stop_telling(city.connection, recent, "bad address", now - 89 * DAY)
    stop_telling(city.connection, opted_out, "opted out", now - 91 * DAY)

    assert apply_retention(city.connection, {}, now) == {"stopped_subscribers": 2}

    erased = rows(city, "SELECT subscriber_id FROM subscribers WHERE erased_at IS NOT NULL")
    assert sorted(row[0] for row in erased) == [gone, opted_out]
    people = [Subscriber(PhoneNumber(f"+81901000000{n}")) for n in (0, 2, 3)]
    stored = store_subscribers(city.connection, city.seal, people, run_no=0)
    assert [(each.subscriber_id == on, each.new) for each in stored] == [
        (False, True),
        (False, False),
        (True, False),
    ]
    assert stored[1].subscriber_id is None


def test_replies_go_with_the_last_who_is_told_under_a_number(city: "City") -> None:
    by_text, by_call = ben_is_told(city)
    now = datetime.now(UTC)
    stop_telling(city.connection, by_text, "unsubscribed", now - 91 * DAY)
    assert apply_retention(city.connection, {}, now) == {"stopped_subscribers": 1}
    assert rows(city, "SELECT FROM inbound_messages") == [()]

    stop_telling(city.connection, by_call, "unsubscribed", now - 91 * DAY)
    apply_retention(city.connection, {}, now)

    assert rows(city, "SELECT FROM inbound_messages") == []


def test_staff_who_were_stopped_keep_their_number_while_they_are_on_the_roster(
    city: "City",
) -> None:
    main(["duty", "add", "Goro", "09010000001", "--position", "1"])
    stop_telling(city.connection, 1, "bad address", datetime(2020, 1, 1, tzinfo=UTC))

    assert apply_retention(city.connection, {}, datetime.now(UTC)) == {}


def test_words_and_visits_go_when_their_time_is_over(city: "City") -> None:
    ben_is_told(city)
    now = datetime.now(UTC)

    stream = {"stream_events": 0}

    assert apply_retention(city.connection, stream, now + 30 * DAY) == {}
    assert apply_retention(city.connection, stream, now + 32 * DAY) == {"visit_requests": 1}
    let_go = apply_retention(city.connection, stream, now + 366 * DAY)

    assert let_go == {"inbound_messages": 1, "delivery_bodies": 3}
    assert {row[0] for row in rows(city, "SELECT body FROM deliveries")} == {""}
    assert AddressSeal(KEY).hash(Channel.SMS, BEN) in [
        row[0] for row in rows(city, "SELECT address_hash FROM subscribers")
    ]
