"""Being told by push: asked for, shown, opened, stopped, or led to another way."""

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from api.residents.shedding import Relief
from api.testing.axe import serious_findings
from api.testing.phones import say, turn_on
from api.testing.workers import Phone, soon, subscribing
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from conftest import City

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)


@pytest.mark.usefixtures("alerting")
def test_a_phone_is_told_of_the_flood_by_push_and_stops_with_one_tap(city: "City") -> None:
    (there,) = city.browsers(1)
    page = city.open_for(there, "/#telling")
    expect(page.locator(".explained").first).to_contain_text(say("ja", "push.kept"))
    assert serious_findings(page) == []
    turn_on(page, "ja")
    assert city.subscribed() == ["ja"]

    phone = Phone(page, city.url)
    city.flood()
    pushed = city.told(there["endpoint"])
    phone.deliver(json.dumps(pushed))

    (shown,) = soon(page, phone.shown)
    assert [shown[each] for each in ("tag", "title", "body")] == [
        pushed[each] for each in ("id", "title", "body")
    ]
    assert "氾濫危険水位" in shown["title"]
    page.locator(f"[data-message='{pushed['id']}'][data-new=true]").wait_for()

    page.context.set_offline(True)  # what was sent can be read, and the tap is told of later
    phone.tap(pushed["id"])
    page.reload()
    expect(page.locator(f"[data-message='{pushed['id']}']")).to_contain_text(pushed["body"][:20])
    page.context.set_offline(False)
    until(lambda: city.rows("SELECT opened_at FROM deliveries WHERE opened_at IS NOT NULL"))
    assert phone.shown() == []

    page.get_by_role("button", name=f"#{pushed['code']}").click()
    page.locator("[data-answer=yes]").wait_for()
    expect(page.locator(".answer blockquote")).to_contain_text(pushed["title"])

    page.get_by_role("button", name=say("ja", "standing.stop")).click()
    expect(page.locator(".standing")).to_contain_text(say("ja", "standing.stopped"))
    assert city.subscribed() == []
    page.get_by_role("button", name=say("ja", "standing.undo")).click()
    soon(page, city.subscribed)


def test_a_phone_shows_what_it_cannot_read_and_follows_its_service_to_another_place(
    city: "City",
) -> None:
    first, second = city.browsers(2)
    page = city.open_for(first, "/en/#telling")
    turn_on(page, "en")
    page.get_by_label(say("en", "own.height")).fill("２．５ m")
    page.get_by_role("button", name=say("en", "own.add"), exact=True).click()
    page.locator("[data-saving=saved]").wait_for()
    assert city.rows("SELECT stage_m FROM own_marks") == [2.5]
    phone = Phone(page, city.url)

    phone.deliver("no JSON")
    phone.worker.evaluate(subscribing(second))
    phone.tell("pushsubscriptionchange")

    (shown,) = soon(page, phone.shown)
    assert shown["title"] == say("en", "unreadable.title")
    city.load.relief = Relief.MOST  # pages come as text; an app that is kept goes on with its own
    page.reload()
    page.locator("[data-push=on]").wait_for()
    stopped = "SELECT count(*) FROM subscribers WHERE stopped_at IS NOT NULL"
    assert (city.rows(stopped), city.subscribed()) == ([1], ["en"])


NO_PUSH = "delete window.PushManager; delete window.Notification;"
DENIED = "Object.defineProperty(Notification, 'permission', { get: () => 'denied' });"


@pytest.mark.parametrize(
    ("agent", "script", "stage", "text"),
    [
        (IPHONE, NO_PUSH, "blocked", "install.add"),
        (IPHONE.replace("17_5", "15_8"), NO_PUSH, "blocked", "push.blocked.too_old"),
        (f"{IPHONE} Line/14.9.0", NO_PUSH, "blocked", "push.blocked.in_app"),
        (None, DENIED, "blocked", "denied.browser_1"),
        (None, "", "not_offered", "push.not_offered"),
    ],
)
def test_a_phone_without_push_is_led_to_it_or_to_text_messages(
    city: "City", agent: str | None, script: str, stage: str, text: str
) -> None:
    if stage == "not_offered":
        city.settings.vapid_subject = ""
    page = city.open("/en/#telling", script, user_agent=agent)

    page.locator(f"[data-push={stage}]").wait_for()
    expect(page.locator(f"[data-push={stage}]")).to_contain_text(say("en", text))
    expect(page.get_by_label(say("en", "sms.number"))).to_be_visible()
