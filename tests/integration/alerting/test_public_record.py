"""The public record says of each notice what really happened: reached, told, eased, taken back."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from api.residents.open_data.ledger import Ledger
from api.residents.open_data.notices import COLUMNS, rows_of
from api.residents.open_data.tables import csv_file
from kawamori.levels import GaugeLevel
from kawamori.people import Channel, Language, PhoneNumber
from kawamori.storage.runs import run_of
from kawamori.storage.telling.corrections import correct_message
from kawamori.storage.telling.proven import proven_message

if TYPE_CHECKING:
    from conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

NO_SUCH_NUMBER = "+15005550001"


def record(office: "Office", run_no: int = 0) -> list[dict[str, Any]]:
    """Return the record, the oldest first."""
    connection = office.town.connection
    entries = Ledger(run_no).read(connection, office.wall())
    return rows_of(entries, run_of(connection, run_no))[::-1]


def test_a_flood_is_told_of_from_its_rise_to_its_end(office: "Office") -> None:
    began = datetime.now(UTC)
    for _ in range(6):
        office.subscribe()
    office.subscribe(GaugeLevel.DANGER)
    office.subscribe(address=PhoneNumber(NO_SUCH_NUMBER))
    times = {}
    for stage_m in (1.9, 2.3, 2.7, 3.1, 3.5, 3.9, 4.1):
        office.town.observe(stage_m)
        times[stage_m] = office.town.now
        office.tell()
    office.town.observe(3.7, 3.6, 3.5, 3.4, 2.7, 2.3, 1.9, 1.5, 1.1, *[0.8] * 22)
    office.tell()

    caution, evacuation, danger, fallen = record(office)

    assert [caution[k] for k in ("level", "told", "told_sms")] == [2, "nobody", 0]
    assert evacuation["threshold"] == "避難判断水位"
    assert (evacuation["threshold_m"], evacuation["stage_m"]) == (3.0, 3.1)
    assert evacuation["reached_at"] == evacuation["public_at"] == times[3.1]
    assert (evacuation["told"], evacuation["told_sms"], evacuation["told_push"]) == ("told", 6, 0)
    assert began < evacuation["first_told_at"] <= evacuation["last_told_at"] < datetime.now(UTC)
    connection = office.town.connection
    proven = proven_message(connection, run_of(connection, 0), evacuation["code"])
    assert (proven.level, proven.kind) == (3, "escalate")
    assert (danger["stage_m"], danger["told_sms"]) == (4.1, 7)
    assert danger["state"] == evacuation["state"] == "eased"
    assert times[4.1] < danger["eased_at"] < evacuation["eased_at"] < fallen["reached_at"]
    assert (fallen["kind"], fallen["told_sms"], fallen["threshold"]) == ("fallen", 7, None)


def test_what_was_taken_back_stays_and_says_so(office: "Office") -> None:
    office.subscribe()
    office.danger()
    office.tell()
    texts = {(Channel.SMS, Language.JA): "【取消】川辺橋"}
    row = record(office)[-1]
    with office.town.connection.transaction():
        correct_message(
            office.town.connection,
            row["notice_id"],
            "retract",
            texts,
            person="Aoi",
            role="commander",
            reason="誤り",
            now=office.wall(),
        )
    office.tell()

    after = record(office)[-1]

    assert row["correction"] is None
    assert after["correction"] == "retract"
    assert after["corrected_at"] >= row["last_told_at"]
    assert after["correction_code"] not in (None, after["code"])
    assert {k: v for k, v in after.items() if "correct" not in k} == {
        k: v for k, v in row.items() if "correct" not in k
    }


def test_few_are_not_counted_out_and_nobody_is_named(office: "Office") -> None:
    people = [office.subscribe() for _ in range(4)]
    office.danger()
    office.tell()

    rows = record(office)
    told = csv_file("open/notices.csv", COLUMNS, rows).body.decode("utf-8-sig")

    (danger,) = [row for row in csv.DictReader(io.StringIO(told)) if row["level"] == "4"]
    assert danger["told_sms"] == "<5"
    assert (danger["told_push"], danger["state"]) == ("0", "stands")
    assert danger["reached_at"].endswith("+09:00")
    assert not [each for each in people if each.e164[3:] in told]


def test_a_level_that_was_overtaken_says_why_nobody_was_told(office: "Office") -> None:
    office.subscribe(GaugeLevel.CAUTION)
    office.danger()
    office.tell()

    rows = record(office)

    assert [(row["level"], row["told"]) for row in rows] == [
        (2, "overtaken"),
        (3, "overtaken"),
        (4, "told"),
    ]
    assert [row["code"] is None for row in rows] == [True, True, False]


def test_an_exercise_is_in_its_own_record_alone(office: "Office") -> None:
    drill = office.town.start_drill("drill")
    office.subscribe(run_no=drill.run_no)
    office.danger(drill.run_no)
    office.tell()

    assert record(office) == []
    assert {row["status"] for row in record(office, drill.run_no)} == {"exercise"}


def test_what_headquarters_does_not_believe_is_in_no_record(office: "Office") -> None:
    office.subscribe()
    office.town.observe(*[1.2] * 8, every=timedelta(minutes=5))
    office.town.observe(4.87, every=timedelta(minutes=5))  # a jump that waits
    office.tell()

    kinds = "SELECT audience, to_level FROM transitions"
    assert ("hq", 4) in office.town.connection.execute(kinds).fetchall()
    assert record(office) == []


def test_what_was_sent_long_ago_is_counted_once_and_until_then_says_so(office: "Office") -> None:
    for _ in range(5):
        office.subscribe()
    office.danger()
    office.tell()
    connection, later = office.town.connection, office.wall() + timedelta(days=3)
    run, ledger = run_of(connection, 0), Ledger(0)

    first = rows_of(ledger.read(connection, later, for_s=0), run)[0]
    connection.execute("UPDATE deliveries SET state = 'refused'")
    second = rows_of(ledger.read(connection, later), run)[0]

    assert (first["told"], first["told_sms"]) == ("told", 5)
    assert second | {"code": first["code"]} == first
    assert rows_of(Ledger(0).read(connection, later), run)[0]["told"] == "nobody"


def test_counting_takes_no_longer_than_it_may_and_goes_on_the_next_time(office: "Office") -> None:
    office.subscribe()
    office.danger()
    office.tell()
    connection, ledger = office.town.connection, Ledger(0)

    def counted() -> list[bool]:
        entries = ledger.read(connection, office.wall(), for_s=0)
        return [entry.tellings is not None for entry in entries]

    assert len(counted()) == 3
    assert counted() == [True, True, False]  # the newest first
    assert counted() == [True, True, True]
    connection.execute("UPDATE deliveries SET state = 'refused'")
    told = [
        [row["told"] for row in rows_of(ledger.read(connection, office.wall(), for_s=0), run)]
        for run in [run_of(connection, 0)] * 3
    ]
    assert [each[0] for each in told] == ["nobody"] * 3  # the newest was counted longest ago


def test_gauges_that_one_text_tells_of_are_counted_each(office: "Office") -> None:
    stations = ["kawabe-bridge", "weir", "mill"]
    for station_id in stations[1:]:
        office.town.add_station(station_id)
    for _ in range(5):
        who = office.subscribe()
        for station_id in stations[1:]:
            office.subscribe(station_id=station_id, address=who)
    for stage_m in (1.2, 1.6, 2.0, 2.4, 2.8, 3.1):
        office.town.now += timedelta(minutes=10)
        for station_id in stations:
            office.town.store([(office.town.now, stage_m)], station_id=station_id)
        office.tell()
    office.later = timedelta(minutes=5)  # what follows the first waits a moment for more
    office.tell()

    told = [row for row in record(office) if row["level"] == 3]

    assert {row["station_id"] for row in told} == set(stations)
    assert [row["told_sms"] for row in told] == [5, 5, 5]
    by_itself, together = proven_codes(office, told)
    assert (len(by_itself), len(together)) == (2, 1)  # the third stands in the second's text


def proven_codes(
    office: "Office", rows: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return which rows have a code, and which stand in another's text."""
    codes = office.town.connection.execute("SELECT message_id FROM delivery_covers").fetchall()
    covered = {row[0] for row in codes}
    return (
        [row for row in rows if row["code"] is not None and row["notice_id"] not in covered],
        [row for row in rows if row["code"] is None and row["notice_id"] in covered],
    )
