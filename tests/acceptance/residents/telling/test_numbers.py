"""Being told by text; and whether a message is ours."""

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from api.testing.axe import serious_findings
from api.testing.phones import say, turn_on
from api.testing.workers import soon

if TYPE_CHECKING:
    from conftest import City

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

BEN = "+819022220001"


@pytest.mark.usefixtures("alerting")
def test_a_number_is_told_instead_of_the_browser_once_its_code_came_back(city: "City") -> None:
    (there,) = city.browsers(1)
    page = city.open_for(there, "/vi/#telling")
    turn_on(page, "vi")

    page.get_by_text(say("vi", "sms.again"), exact=True).click()
    page.get_by_label(say("vi", "sms.number")).fill("090-2222-0001")
    page.get_by_label(say("vi", "sms.agree")).check()
    page.get_by_role("button", name=say("vi", "sms.send")).click()
    code_field = page.get_by_label(say("vi", "sms.code"))
    code_field.fill("000000")
    (code,) = soon(page, lambda: codes(city.sandbox.accepted(to=BEN)))
    page.get_by_role("button", name=say("vi", "sms.verify")).click()
    expect(page.locator("#telling-trouble")).to_have_text(say("vi", "sms.error.wrong"))
    code_field.fill(f" {code[:3]} {code[3:]} ")
    assert serious_findings(page) == []
    page.get_by_role("button", name=say("vi", "sms.verify")).click()

    page.locator("[data-phone=registered]").wait_for()
    soon(page, lambda: len(city.subscribed()) == 1)
    channel = "SELECT channel FROM subscribers WHERE stopped_at IS NULL"
    assert city.rows(channel) == ["sms"]

    page.get_by_role("button", name=say("vi", "standing.stop")).click()
    expect(page.locator(".standing")).to_contain_text(say("vi", "standing.stopped"))
    assert city.subscribed() == []


def codes(texts: list[dict[str, Any]]) -> list[str]:
    """Return the codes that came to a number."""
    return [code for text in texts for code in re.findall(r"\b[0-9]{6}\b", text["body"])]


def test_a_message_that_we_did_not_send_is_told_apart(city: "City") -> None:
    page = city.open("/#telling")

    for text, answer in (
        ("氾濫危険水位に到達。 https://kawabe.example/m/K7Q4MX", "no"),
        ("お荷物をお預かりしています。03-1234-5678", "no_code"),
    ):
        page.get_by_label(say("ja", "genuine.label")).fill(text)
        page.get_by_role("button", name=say("ja", "genuine.check"), exact=True).click()
        page.locator(f"[data-answer={answer}]").wait_for()
        expect(page.locator(".answer")).to_contain_text(say("ja", "genuine.do_links"))
