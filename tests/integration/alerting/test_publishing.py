"""What people are told is published: once, kept as sent, with all that it replaces."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import psycopg
import pytest

from alerting.publish import LASTS, Letterhead, Publisher
from kawamori.cap.alerts import CapAlert, MsgType, Response, Scope, Status
from kawamori.cap.read import read
from kawamori.orders import Actor, Draft, OrderLevel, Step
from kawamori.orders import City as CityName
from kawamori.people import Channel, Language
from kawamori.runs import ACTUAL, Run
from kawamori.storage.orders.composing import compose_order, take_step
from kawamori.storage.telling.announcements import Announcement, announce_texts
from kawamori.storage.telling.corrections import correct_message
from kawamori.testing.areas import settle_districts

if TYPE_CHECKING:
    from kawamori.storage.connections import Connection
    from kawamori.testing.town import Town

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

LETTERHEAD = Letterhead("bosai@kawabe.example", CityName("川辺市"), "https://kawabe.example/")
LIFT = "INSERT INTO order_lifted_areas SELECT %s, unnest(%s::text[]), %s"
MARKS = {"actual": "", "exercise": "【訓練】", "test": "【試験】"}


class Released(NamedTuple):
    """An order, and the message that tells of it."""

    order_id: int
    message_id: int


class City:
    """A city whose orders are released by hand, and a clock that is moved by hand."""

    def __init__(self, connection: "Connection") -> None:
        self.connection = connection
        self.now = datetime.now(UTC)
        self.publisher = Publisher(LETTERHEAD, lambda: self.now)
        settle_districts(connection)

    def release(
        self,
        *areas: str,
        level: OrderLevel = OrderLevel.EVACUATION,
        replaces: tuple[int, ...] = (),
        run: Run = ACTUAL,
    ) -> Released:
        draft = Draft(level, areas, "氾濫危険水位に到達", replaces=replaces)
        order_id = compose_order(self.connection, run, draft, self.actor())
        kind = "change" if replaces else "issue"
        message_id = self.tell(order_id, kind, level, areas, run)
        take_step(self.connection, order_id, Step.RELEASE, self.actor(), message_id=message_id)
        return Released(order_id, message_id)

    def lift(self, order: Released, *areas: str) -> int:
        message_id = self.tell(order.order_id, "lift", OrderLevel.EVACUATION, areas)
        step_id = take_step(
            self.connection, order.order_id, Step.LIFT, self.actor(), message_id=message_id
        )
        self.connection.execute(LIFT, (order.order_id, list(areas), step_id))
        return message_id

    def retract(self, order: Released) -> None:
        with self.connection.transaction():
            message_id = self.correct(order.message_id, "retract")
            take_step(
                self.connection, order.order_id, Step.RETRACT, self.actor(), message_id=message_id
            )

    def tell(
        self, order_id: int, kind: str, level: int, areas: tuple[str, ...], run: Run = ACTUAL
    ) -> int:
        texts = self.texts(f"{kind} {level} {'・'.join(areas)}", run)
        told = Announcement(
            run.run_no, "order", kind, level, f"order/{order_id}", texts, areas, order_id=order_id
        )
        message_id = announce_texts(self.connection, told)
        self.route()
        return message_id

    def correct(self, message_id: int, kind: str) -> int:
        made = correct_message(
            self.connection,
            message_id,
            kind,
            self.texts(f"{kind} {message_id}"),
            person="Goro",
            role="commander",
            reason="誤り",
            now=self.now,
        )
        self.route()
        return made.message_id

    def texts(self, said: str, run: Run = ACTUAL) -> dict[tuple[Channel, Language], str]:
        body = f"{MARKS[run.status]}{said}\n{MARKS[run.status]}危険な場所から避難してください。"
        return {
            (Channel.EMAIL, Language.JA): body,
            (Channel.EMAIL, Language.EN): body.replace("危険な", "Leave. 危険な"),
            (Channel.SMS, Language.JA): "短い",
        }

    def route(self) -> None:
        self.connection.execute("UPDATE messages SET routed_at = now() WHERE routed_at IS NULL")

    def actor(self) -> Actor:
        return Actor("Goro", "commander", self.now)

    def publish(self) -> list[CapAlert]:
        """Publish what waits and return it."""
        known = {alert.identifier for alert in self.alerts()}
        while self.publisher.step(self.connection):
            pass
        return [alert for alert in self.alerts() if alert.identifier not in known]

    def alerts(self) -> list[CapAlert]:
        rows = self.connection.execute("SELECT xml FROM cap_messages ORDER BY published_at, serial")
        return [read(bytes(row[0])) for row in rows]

    def wait(self, for_how_long: timedelta) -> None:
        self.now += for_how_long


@pytest.fixture
def city(connection: "Connection") -> City:
    return City(connection)


def areas_of(alert: CapAlert) -> set[str]:
    return {area.description for area in alert.infos[0].areas}


def refers_to(alert: CapAlert) -> set[str]:
    return {each.identifier for each in alert.references}


def test_an_order_is_published_in_the_words_that_were_released(city: City) -> None:
    city.release("kawara", "minato")

    (alert,) = city.publish()

    assert (alert.status, alert.msg_type, alert.scope) == (
        Status.ACTUAL,
        MsgType.ALERT,
        Scope.PUBLIC,
    )
    japanese, english = alert.infos
    assert (japanese.event, english.event) == ("避難指示", "Evacuation Order（避難指示）")
    assert japanese.headline == "issue 4 kawara・minato"
    assert japanese.description == "危険な場所から避難してください。"
    assert ("jp.alertLevel", "4") in japanese.parameters
    assert ("jp.orderType", "避難指示") in japanese.parameters
    assert areas_of(alert) == {"川原町", "港町"}


def test_outlines_are_latitude_first_and_closed(city: City) -> None:
    city.release("kawara")

    (alert,) = city.publish()

    corners = alert.infos[0].areas[0].polygons[0]
    assert corners[0] == corners[-1]
    assert all(34 < lat < 36 and 138 < lon < 140 for lat, lon in corners)


def test_a_message_is_published_once_however_often_it_is_asked(city: City) -> None:
    city.release("kawara")
    city.publish()

    assert city.publish() == []
    again = Publisher(LETTERHEAD, lambda: city.now)
    assert not again.step(city.connection)


def test_of_two_publishers_one_works_and_the_other_waits(city: City, database: str) -> None:
    city.release("kawara")
    with psycopg.connect(database) as other:
        other.execute("SELECT pg_advisory_xact_lock(7718)")

        assert not city.publisher.step(city.connection)

    assert len(city.publish()) == 1


def test_a_change_and_a_lifting_update_all_that_they_replace(city: City) -> None:
    first = city.release("kawara")
    (alert,) = city.publish()
    second = city.release("kawara", level=OrderLevel.SAFETY, replaces=(first.order_id,))
    (update,) = city.publish()
    city.lift(second, "kawara")
    (clear,) = city.publish()

    assert (update.msg_type, clear.msg_type) == (MsgType.UPDATE, MsgType.UPDATE)
    assert refers_to(update) == {alert.identifier}
    assert refers_to(clear) == {alert.identifier, update.identifier}
    assert clear.infos[0].responses == (Response.ALL_CLEAR,)
    assert update.infos[0].responses == (Response.SHELTER,)


def test_what_is_lifted_in_a_part_is_told_again_for_the_rest(city: City) -> None:
    order = city.release("kawara", "minato")
    (whole,) = city.publish()
    city.lift(order, "kawara")

    clear, rest = city.publish()

    assert (areas_of(clear), areas_of(rest)) == ({"川原町"}, {"港町"})
    assert refers_to(clear) == refers_to(rest) == {whole.identifier}
    assert rest.infos[0].responses == (Response.EVACUATE,)
    assert "港町" in rest.infos[0].description
    assert "川原町" not in rest.infos[0].description


def test_what_a_retracted_order_had_replaced_is_told_again(city: City) -> None:
    first = city.release("kawara", level=OrderLevel.ELDERLY)
    (stood,) = city.publish()
    second = city.release("kawara", replaces=(first.order_id,))
    (raised,) = city.publish()
    city.retract(second)

    cancel, again = city.publish()

    assert cancel.msg_type is MsgType.CANCEL
    assert refers_to(cancel) == {stood.identifier, raised.identifier}
    assert (again.msg_type, refers_to(again)) == (MsgType.UPDATE, {stood.identifier})
    assert ("jp.alertLevel", "3") in again.infos[0].parameters


def test_a_level_that_rises_in_a_part_leaves_the_other_part_as_it_was(city: City) -> None:
    order = city.release("kawara", "minato", level=OrderLevel.ELDERLY)
    city.publish()
    city.release("minato", replaces=(order.order_id,))

    raised, rest = city.publish()

    assert (areas_of(raised), areas_of(rest)) == ({"港町"}, {"川原町"})
    assert ("jp.alertLevel", "4") in raised.infos[0].parameters
    assert ("jp.alertLevel", "3") in rest.infos[0].parameters


def test_a_retraction_cancels_and_explains_itself(city: City) -> None:
    order = city.release("kawara")
    (alert,) = city.publish()
    city.retract(order)

    (cancel,) = city.publish()

    assert (cancel.msg_type, refers_to(cancel)) == (MsgType.CANCEL, {alert.identifier})
    assert cancel.infos[0].headline == f"retract {order.message_id}"
    assert cancel.infos[0].description


def test_taking_back_an_all_clear_is_as_grave_as_the_order_was(city: City) -> None:
    order = city.release("kawara")
    lifting = city.lift(order, "kawara")
    city.publish()
    city.correct(lifting, "retract")

    (cancel,) = city.publish()

    assert cancel.infos[0].responses == (Response.EVACUATE,)


def test_a_correction_updates(city: City) -> None:
    order = city.release("kawara")
    city.publish()
    city.correct(order.message_id, "correct")

    (update,) = city.publish()

    assert update.msg_type is MsgType.UPDATE
    assert update.infos[0].responses == (Response.EVACUATE,)


def test_what_was_taken_back_before_it_was_published_never_is(city: City) -> None:
    order = city.release("kawara")
    city.connection.execute("UPDATE messages SET routed_at = NULL")
    city.retract(order)

    assert city.publish() == []


def test_an_order_that_stands_is_told_again_before_it_would_end(city: City) -> None:
    order = city.release("kawara")
    (alert,) = city.publish()
    city.wait(LASTS - timedelta(minutes=30))

    (again,) = city.publish()

    assert (again.msg_type, refers_to(again)) == (MsgType.UPDATE, {alert.identifier})
    assert (again.sent - alert.sent) < LASTS < (again.infos[0].expires or again.sent) - alert.sent
    city.lift(order, "kawara")
    city.publish()
    city.wait(LASTS - timedelta(minutes=30))
    assert city.publish() == []


def test_an_exercise_is_published_restricted_and_the_database_refuses_it_to_the_public(
    city: City, town: "Town"
) -> None:
    city.release("kawara", run=town.start_drill("drill-1"))

    (alert,) = city.publish()

    assert (alert.status, alert.scope) == (Status.EXERCISE, Scope.RESTRICTED)
    with pytest.raises(psycopg.errors.CheckViolation):
        city.connection.execute("UPDATE cap_messages SET scope = 'Public'")


def test_what_can_not_be_published_does_not_hold_up_the_next(city: City, town: "Town") -> None:
    drill = town.start_drill("drill-1")
    order_id = city.release("kawara", run=drill).order_id
    city.connection.execute("UPDATE message_texts SET body = '避難指示'")  # its mark is gone
    city.release("minato")

    (alert,) = city.publish()

    assert areas_of(alert) == {"港町"}
    assert order_id


def test_publishing_that_is_switched_on_tells_of_what_stands_and_not_of_the_past(
    city: City,
) -> None:
    order = city.release("kawara")
    city.release("minato")
    city.lift(order, "kawara")
    city.wait(timedelta(days=2))

    (alert,) = city.publish()

    assert areas_of(alert) == {"港町"}
    assert alert.msg_type is MsgType.ALERT
