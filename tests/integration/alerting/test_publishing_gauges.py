"""A gauge's notices go to partners alone: what was seen, never what somebody is to do."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from alerting.publish import LASTS, Letterhead, Publisher
from kawamori.canary import NETWORK as CANARY
from kawamori.cap.alerts import CapAlert, Certainty, MsgType, Response, Scope
from kawamori.cap.read import read
from kawamori.orders import City
from kawamori.people import Language

if TYPE_CHECKING:
    from conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

LETTERHEAD = Letterhead("bosai@kawabe.example", City("川辺市"), "https://kawabe.example/")


def publish(office: "Office", letterhead: Letterhead = LETTERHEAD) -> list[CapAlert]:
    """Judge, route and publish everything, and return what is published by now."""
    office.assess()
    connection = office.town.connection
    with office.telling() as telling:
        telling.route()
    publisher = Publisher(letterhead, office.wall)
    while publisher.step(connection):
        pass
    rows = connection.execute("SELECT xml FROM cap_messages ORDER BY sent, published_at")
    return [read(bytes(row[0])) for row in rows]


def told_of(office: "Office") -> int:
    query = "SELECT count(*) FROM messages WHERE audience = 'public' AND muted_because IS NULL"
    row = office.town.connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def test_each_notice_is_restricted_observed_and_asks_for_nothing(office: "Office") -> None:
    office.danger()

    alerts = publish(office)

    assert len(alerts) == told_of(office) > 0
    for alert in alerts:
        assert alert.scope is Scope.RESTRICTED
        assert alert.restriction
        assert {info.certainty for info in alert.infos} == {Certainty.OBSERVED}
        assert {info.responses for info in alert.infos} == {(Response.MONITOR,)}
        assert all(name != "jp.alertLevel" for i in alert.infos for name, _ in i.parameters)
    last = alerts[-1].infos[0]
    assert ("kawamori.threshold", "氾濫危険水位") in last.parameters
    assert ("kawamori.stage_m", "4.10") in last.parameters
    assert last.areas[0].circles == (((35.05, 138.97), 0.1),)


def test_the_notices_of_one_gauge_update_one_another_and_the_last_clears(office: "Office") -> None:
    office.danger()
    publish(office)
    office.town.observe(*[0.5] * 20)

    alerts = publish(office)

    first, *others = alerts
    assert first.msg_type is MsgType.ALERT
    assert {other.msg_type for other in others} <= {MsgType.UPDATE}
    assert first.identifier in {each.identifier for o in others for each in o.references}
    assert alerts[-1].infos[0].responses == (Response.ALL_CLEAR,)


def test_a_notice_whose_alert_stays_open_is_told_again_before_it_ends(office: "Office") -> None:
    office.danger()
    before = publish(office)
    office.later = LASTS - timedelta(minutes=30)

    *_, newest, again = publish(office)

    assert newest == before[-1]
    assert again.identifier not in {alert.identifier for alert in before}
    assert again.references[-1] == newest.reference
    assert again.infos[0].headline == newest.infos[0].headline
    assert publish(office)[-1] == again


def test_in_earnest_only_confirmed_languages_have_an_info(office: "Office") -> None:
    office.danger()

    (*_, alert) = publish(office)

    assert [info.language for info in alert.infos] == ["ja-JP", "ja-JP-x-easy"]


def test_gauge_notices_are_public_only_where_the_city_says_so(office: "Office") -> None:
    office.danger()

    alerts = publish(office, replace(LETTERHEAD, gauges_are_public=True))

    assert {alert.scope for alert in alerts} == {Scope.PUBLIC}


def test_the_canary_is_in_no_index(office: "Office") -> None:
    drill = office.town.start_drill("round-1")
    office.town.connection.execute(
        "UPDATE runs SET network = %s WHERE run_no = %s", (CANARY, drill.run_no)
    )
    office.town.connection.execute("UPDATE stations SET network = %s", (CANARY,))
    office.danger(run_no=drill.run_no)

    assert publish(office) == []
    assert told_of(office) > 0


def test_in_an_exercise_every_language_is_there_under_its_mark(office: "Office") -> None:
    drill = office.town.start_drill("drill-1")
    office.danger(run_no=drill.run_no)

    (*_, alert) = publish(office, replace(LETTERHEAD, gauges_are_public=True))

    assert alert.scope is Scope.RESTRICTED
    assert len(alert.infos) == len(Language)
    assert all(info.headline.startswith("【訓練】") for info in alert.infos)
    assert not any("#" in info.description for info in alert.infos)  # nor any code for residents
